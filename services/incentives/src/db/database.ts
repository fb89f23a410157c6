import { type Database, documentEntity } from '@fuxing/db';
import { FinalResultRow } from './final-result.entity';
import { Incentives1764000000000 } from './migrations/1764000000000-incentives';
import { OutcomeRow } from './outcome.entity';

export const database: Database = {
  schema: 'incentives',
  entities: [documentEntity('policy'), FinalResultRow, OutcomeRow],
  migrations: [Incentives1764000000000],
};
