import { run } from '@fuxing/service';
import { Settings } from './config';
import { indicators } from './spec';

void run(indicators, Settings);
