import { randomBytes } from 'node:crypto';
import type { Sampling } from '@fuxing/contracts/connectors/v1/sampling';
import { seedCommitment } from '@fuxing/contracts/recheck';
import { ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';
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

/**
 * Of these units and periods those (`<unit>~<period>`) of which a value without flags waited or a value was rejected: a person
 * was to look there.
 */
export async function drawnBefore(
  tx: EntityManager,
  indicatorId: string,
  places: { unit_id: string; period: string }[],
): Promise<Set<string>> {
  const rows: { place: string }[] = await tx.query(
    `SELECT DISTINCT unit_id || '~' || period AS place
     FROM unnest($2::text[], $3::text[]) AS x (unit_id, period)
       JOIN observation AS o USING (unit_id, period) JOIN verification_item USING (tenant_id, observation_id, unit_id)
     WHERE o.indicator_id = $1 AND (flags = '[]' OR status = $4)`,
    [
      indicatorId,
      places.map((one) => one.unit_id),
      places.map(({ period }) => period),
      ObservationStatus.OBSERVATION_STATUS_REJECTED,
    ],
  );
  return new Set(rows.map(({ place }) => place));
}
