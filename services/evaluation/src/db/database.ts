import { type Database, documentEntity, referenceEntity } from '@fuxing/db';
import { CycleRow } from './cycle.entity';
import { Evaluation1764000000000 } from './migrations/1764000000000-evaluation';
import { Filings1764100000000 } from './migrations/1764100000000-filings';
import { ScoringRunRow } from './scoring-run.entity';

export const database: Database = {
  schema: 'evaluation',
  entities: [referenceEntity, documentEntity('filing'), CycleRow, ScoringRunRow],
  migrations: [Evaluation1764000000000, Filings1764100000000],
};
