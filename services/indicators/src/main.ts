import { run } from '@fuxing/service';
import { indicators } from './spec';

void run(indicators);
