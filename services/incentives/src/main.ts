import { run } from '@fuxing/service';
import { incentives } from './spec';

void run(incentives);
