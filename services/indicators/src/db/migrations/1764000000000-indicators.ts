import { documentTable, isolateByTenant } from '@fuxing/db';
import { outboxTables } from '@fuxing/outbox';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Indicators1764000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ${outboxTables('indicators')}
      ${documentTable('indicators', 'tenant_settings', 'unit', 'unit_group', 'indicator', 'scheme')}
      CREATE TABLE target (
        tenant_id    text NOT NULL,
        indicator_id text NOT NULL,
        unit_id      text NOT NULL,
        period       text NOT NULL,
        value        numeric NOT NULL,
        CONSTRAINT target_pk PRIMARY KEY (tenant_id, indicator_id, unit_id, period)
      );
      ${isolateByTenant('target')}
      GRANT SELECT, INSERT, UPDATE ON target TO fuxing_indicators;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(
      `DROP TABLE target, scheme, indicator, unit_group, unit, tenant_settings, dead_letter, inbox, outbox`,
    );
  }
}
