import { run } from '@fuxing/service';
import { tasks } from './spec';

void run(tasks);
