import { setFlagsFromString } from 'node:v8';
import { run } from '@fuxing/service';
import { connectors } from './spec';

// Pages are garbage a second after they came, but old enough to be taken for lasting. By default V8 lets some times the
// living heap lie before it looks: twice the memory that a pull needs. The chart bounds the young generation as well.
setFlagsFromString('--heap-growing-percent=50');

void run(connectors);
