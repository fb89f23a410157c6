import { documentTable } from '@fuxing/db';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ManualFields1764420000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(documentTable('connectors', 'manual_field'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE manual_field`);
  }
}
