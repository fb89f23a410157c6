import { randomBytes } from 'node:crypto';
import type { Sampling } from '@fuxing/contracts/connectors/v1/verification';
import { seedCommitment } from '@fuxing/contracts/recheck';
import type { EntityManager } from 'typeorm';

/** Draws the seed of a pull that is being queued. It cannot be changed: the app role may only add it, and once. */
export async function commitSeed(tx: EntityManager, pullId: string): Promise<string> {
  const seed = randomBytes(32).toString('hex');
  const commitment = seedCommitment(pullId, seed);
  await tx.query(
    `INSERT INTO pull_seed (tenant_id, pull_id, seed, commitment) VALUES (current_setting('fuxing.tenant_id'), $1, $2, $3)`,
    [pullId, seed, commitment],
  );
  return commitment;
}

/** For whoever chooses; nobody else may see it before the pull has ended. */
export async function seedOf(tx: EntityManager, pullId: string): Promise<string | undefined> {
  const [row]: { seed: string }[] = await tx.query(`SELECT seed FROM pull_seed WHERE pull_id = $1`, [pullId]);
  return row?.seed;
}

/** As everybody may see it. */
export async function samplingOf(tx: EntityManager, pullId: string): Promise<Sampling | undefined> {
  const [row]: Sampling[] = await tx.query(
    `SELECT pull_id AS "pullId", commitment, committed_at AS "committedAt",
       CASE WHEN finished_at IS NULL THEN '' ELSE seed END AS seed
     FROM pull_seed JOIN pull USING (tenant_id, pull_id) WHERE pull_id = $1`,
    [pullId],
  );
  return row;
}
