import { run } from '@fuxing/service';
import { Settings } from './config';
import { evaluation } from './spec';

void run(evaluation, Settings);
