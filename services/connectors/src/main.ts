import { run } from '@fuxing/service';
import { Settings } from './config';
import { connectors } from './spec';

void run(connectors, Settings);
