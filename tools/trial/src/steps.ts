import { setTimeout as sleep } from 'node:timers/promises';
import { type Applied, apply, type GatewayClient, readDocuments } from '@fuxing/cli';
import type { People } from './people';

/** Whom a kind of document is the business of. */
const AUTHOR: Record<string, string> = {
  Tenant: 'guanli',
  Unit: 'guanli',
  Source: 'guanli',
  UnitMapping: 'guanli',
};

/** Applies a district pack, each document in the name of the person whose business it is. */
export async function applyPack(
  people: People,
  folder: string,
  variables: Record<string, string>,
): Promise<Applied[]> {
  const applied: Applied[] = [];
  for (const document of readDocuments(folder, variables)) {
    applied.push(await apply(people.as(AUTHOR[document.kind.kind] ?? 'kaohe'), document));
  }
  return applied;
}

export interface PullSeen {
  pullId: string;
  sourceId: string;
  status: string;
  read?: string | number;
  added?: string | number;
  changed?: string | number;
  rejected?: string | number;
  pages?: number;
  error?: string;
}

/** Starts a pull, or finds it, and follows it to its end. */
export async function pull(
  gateway: GatewayClient,
  sourceId: string,
  pullId: string,
  seen: (pull: PullSeen) => void,
  full = false,
): Promise<PullSeen> {
  await gateway.post(`/v1/sources/${sourceId}/pulls`, { pullId, full });
  return followPull(gateway, pullId, seen);
}

/** Waits for a pull's end. @throws Error when it failed */
export async function followPull(
  gateway: GatewayClient,
  pullId: string,
  seen: (pull: PullSeen) => void,
): Promise<PullSeen> {
  for (;;) {
    const { body } = await gateway.get<{ pull: PullSeen }>(`/v1/pulls/${pullId}`);
    seen(body.pull);
    if (body.pull.status === 'PULL_STATUS_SUCCEEDED') return body.pull;
    if (body.pull.status === 'PULL_STATUS_FAILED')
      throw new Error(`Pull ${pullId} failed: ${body.pull.error}`);
    await sleep(100);
  }
}

/** Accepts everything that waits for a person, in batches, with a reason; returns how many. */
export async function acceptPending(gateway: GatewayClient, reason: string): Promise<number> {
  let accepted = 0;
  for (const status of ['OBSERVATION_STATUS_FLAGGED', 'OBSERVATION_STATUS_COLLECTED']) {
    const ids: string[] = [];
    for await (const { observationId } of gateway.list<{ observationId: string }>(
      '/v1/observations',
      'observations',
      { status },
    )) {
      ids.push(observationId);
    }
    for (let at = 0; at < ids.length; at += 500) {
      const observationIds = ids.slice(at, at + 500);
      const verificationId = `script-${Date.now().toString(36)}-${at}`;
      await gateway.post('/v1/observations:accept', { verificationId, observationIds, reason });
      accepted += observationIds.length;
    }
  }
  return accepted;
}

/** Scores a cycle, publicises the results and makes them final. */
export async function finishCycle(gateway: GatewayClient, cycleId: string): Promise<void> {
  const scoringRunId = `${cycleId}-run-1`;
  await gateway.post(`/v1/cycles/${cycleId}/scoring-runs`, { scoringRunId });
  for (;;) {
    const { body } = await gateway.get<{ scoringRun: { status: string; error?: string } }>(
      `/v1/scoring-runs/${scoringRunId}`,
    );
    if (body.scoringRun.status === 'SCORING_RUN_STATUS_SUCCEEDED') break;
    if (body.scoringRun.status === 'SCORING_RUN_STATUS_FAILED')
      throw new Error(`${cycleId} was not scored: ${body.scoringRun.error}`);
    await sleep(50);
  }
  await gateway.post(`/v1/cycles/${cycleId}:publish`, { scoringRunId });
  await gateway.post(`/v1/cycles/${cycleId}:finalise`);
}

export interface ResultSeen {
  unitId: string;
  total?: string;
  rank?: number;
  gradeId?: string;
}

/** The results of a cycle in order of rank. */
export async function results(gateway: GatewayClient, cycleId: string): Promise<ResultSeen[]> {
  return Array.fromAsync(gateway.list<ResultSeen>(`/v1/cycles/${cycleId}/results`, 'results'));
}
