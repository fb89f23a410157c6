import { type Database, referenceEntity } from '@fuxing/db';
import { CycleRow } from './cycle.entity';
import { Evaluation1764000000000 } from './migrations/1764000000000-evaluation';
import { ScoringRunRow } from './scoring-run.entity';

export const database: Database = {
  schema: 'evaluation',
  entities: [referenceEntity, CycleRow, ScoringRunRow],
  migrations: [Evaluation1764000000000],
};
