import { type Database, documentEntity } from '@fuxing/db';
import { Indicators1764000000000 } from './migrations/1764000000000-indicators';
import { Target } from './target.entity';

export const database: Database = {
  schema: 'indicators',
  entities: [...['tenant_settings', 'unit', 'unit_group', 'indicator', 'scheme'].map(documentEntity), Target],
  migrations: [Indicators1764000000000],
};
