import { run } from '@fuxing/service';
import { evaluation } from './spec';

void run(evaluation);
