import type { MigrationInterface, QueryRunner } from 'typeorm';

export class UnitTree1764430000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Units heard of before stand alone until they are said again.
      ALTER TABLE unit
        ADD COLUMN kind           text NOT NULL DEFAULT '',
        ADD COLUMN parent_unit_id text NOT NULL DEFAULT '',
        ADD COLUMN changed_at     timestamptz NOT NULL DEFAULT '-infinity';
      GRANT UPDATE (kind, parent_unit_id, changed_at) ON unit TO fuxing_connectors;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE unit DROP COLUMN kind, DROP COLUMN parent_unit_id, DROP COLUMN changed_at`);
  }
}
