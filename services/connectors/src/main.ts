import { run } from '@fuxing/service';
import { connectors } from './spec';

void run(connectors);
