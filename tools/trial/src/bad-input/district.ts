import { setTimeout as sleep } from 'node:timers/promises';
import { People } from '../people';
import { followPull } from '../steps';
import { type RunningTrial } from '../testbed';
import {
  unit,
  group,
  indicator,
  scheme,
  rest,
  measure,
  entered,
  manualField,
  cycle,
  policy,
  target,
} from './bodies';

/** A small district in which everything that may be refused could also be accepted. */
export async function setUp({ url, issuer }: RunningTrial, secret: string): Promise<void> {
  const people = new People(url, issuer);
  const [operator, office] = [people.as('guanli'), people.as('kaohe')];
  await operator.put('/v1/tenant', { name: '区' });
  await operator.put('/v1/units/district', { name: '区', kind: 'UNIT_KIND_DISTRICT' });
  await operator.put('/v1/units/scjg', unit({ name: '市场监督管理局' }));
  await operator.put('/v1/units/street', unit({ name: '街道', kind: 'UNIT_KIND_SUB_DISTRICT' }));
  await office.put('/v1/unit-groups/all', group(['scjg', 'street']));
  await office.put('/v1/indicators/goal', indicator({ name: '目标', level: 1 }));
  await office.put(
    '/v1/indicators/calls',
    indicator({ contributesTo: [{ indicatorId: 'goal', weight: '60' }] }),
  );
  await office.put('/v1/indicators/calls/targets', { targets: [target(), target({ unitId: 'street' })] });
  await office.put('/v1/schemes/annual', scheme());
  await operator.put('/v1/sources/pushed', { name: '推送', keyField: 'id', push: {} });
  await operator.put('/v1/sources/pulled', rest('https://example.org/records.json'));
  await operator.put('/v1/unit-mappings/codes', { units: { A: 'scjg', B: 'street' } });
  await patiently(() => office.put('/v1/measures/calls', measure()));
  await operator.put('/v1/sources/by-hand', {
    name: '手工填报',
    keyField: 'entry',
    selfReported: true,
    push: { byHand: true },
  });
  await operator.put('/v1/unit-mappings/units', { units: { scjg: 'scjg' } });
  await patiently(() => office.put('/v1/measures/visits', entered('visits')));
  await office.put('/v1/manual-fields/visits', manualField());
  await office.put('/v1/assignment-rules/own', {
    verifier: 'jubian',
    verifierUnitId: 'scjg',
    unitIds: ['scjg'],
    active: true,
  });
  await patiently(() => office.put('/v1/cycles/year', cycle()));
  await office.put('/v1/policies/all', policy());
  await patiently(async () => {
    const { body } = await office.post<{ tasks: unknown[] }>('/v1/units/scjg/task-lists', {
      month: '2025-12',
    });
    if (body.tasks.length === 0) throw new Error('No task was drafted.');
  });
  const records = ['A', 'A', 'B'].map((code, n) => ({
    id: `r${n}`,
    at: '2025-12-01T08:00:00',
    unit: code,
    done: '1',
  }));
  const response = await fetch(`${url}/v1/sources/pushed/records`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await systemToken(issuer, secret)}`,
      'content-type': 'application/json',
      'idempotency-key': 'first',
    },
    body: JSON.stringify({ records }),
  });
  if (!response.ok) throw new Error(await response.text());
  await followPull(operator, 'first', () => undefined);
}

/** What one service said, another hears a moment later. */
export async function patiently(work: () => Promise<unknown>): Promise<void> {
  for (let left = 50; ; left--) {
    try {
      await work();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await sleep(100);
    }
  }
}

export async function systemToken(issuer: string, secret: string): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`rectification-system:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
