import { run } from '@fuxing/service';
import { Settings } from './config';
import { tasks } from './spec';

void run(tasks, Settings);
