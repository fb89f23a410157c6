import { type Observation, ObservationStatus as S } from '@fuxing/contracts/connectors/v1/observations';
import type { ValueBeside } from '@fuxing/contracts/connectors/v1/verification';
import type { EntityManager } from 'typeorm';

const PERIODS = 24;
const PEERS = 100;

/** What counts in a place, or else the newest that waits: one row for each, of those that were not set aside. */
const STANDS = `
  SELECT DISTINCT ON (unit_id, period) unit_id AS "unitId", period, value::text, value AS number, status
  FROM observation WHERE indicator_id = $1 AND status IN ('${S.OBSERVATION_STATUS_PUBLISHED}',
    '${S.OBSERVATION_STATUS_COLLECTED}', '${S.OBSERVATION_STATUS_FLAGGED}')`;
const FIRST = `ORDER BY unit_id, period, status = '${S.OBSERVATION_STATUS_PUBLISHED}' DESC, revision DESC`;

/** Of the same unit in other periods, the newest, in order of period. */
export function historyOf(
  tx: EntityManager,
  { indicatorId, unitId, period }: Observation,
): Promise<ValueBeside[]> {
  return tx.query(
    `SELECT "unitId", period, value, status FROM (
       SELECT * FROM (${STANDS} AND unit_id = $2 AND period <> $3 ${FIRST}) AS stands ORDER BY period DESC LIMIT ${PERIODS}
     ) AS newest ORDER BY period`,
    [indicatorId, unitId, period],
  );
}

/** Of other units in the same period, in order of value. */
export function peersOf(
  tx: EntityManager,
  { indicatorId, unitId, period }: Observation,
): Promise<ValueBeside[]> {
  return tx.query(
    `SELECT "unitId", period, value, status FROM (${STANDS} AND unit_id <> $2 AND period = $3 ${FIRST}) AS stands
     ORDER BY number, "unitId" LIMIT ${PEERS}`,
    [indicatorId, unitId, period],
  );
}
