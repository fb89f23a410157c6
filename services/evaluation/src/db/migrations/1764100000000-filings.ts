import { documentTable } from '@fuxing/db';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Filings1764100000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(documentTable('evaluation', 'filing'));
    // Why a unit has its grade, and its bonuses and deductions; see app/run-scoring.ts.
    await db.query(`ALTER TABLE result ADD COLUMN standing jsonb NOT NULL DEFAULT '{}'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE result DROP COLUMN standing`);
    await db.query(`DROP TABLE filing`);
  }
}
