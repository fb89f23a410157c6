import { join } from 'node:path';
import { fuxingDatasets, type RunningSimulator, startSimulator } from '@fuxing/simulator';
import type { Folder } from './folder';
import type { People } from './people';
import type { Platform } from './platform';
import { acceptPending, applyPack, finishCycle, followPull, pull } from './steps';

export const SAMPLE_TENANT = '130404';
export const SAMPLE_CYCLES = ['streets-2024', 'bureaux-2024', 'streets-2025', 'bureaux-2025'];
const PULLED = [
  'tickets',
  'approvals',
  'patrols',
  'investment-2024',
  'investment-2025',
  'annual-reports-2024',
  'annual-reports-2025',
];
const UNITS = ['slq', 'bjc', 'tldy', 'scjg', 'xzsp', 'sthj', 'zscj', 'csgl'];
const MONTH = '2025-12';

/** The invented government systems of the sample district; the same figures on every machine. */
const invented = () => fuxingDatasets({ seed: 130404, from: '2024-01', to: '2025-12' });

/** Starts the simulated government systems. */
export function startSystems(port: number): Promise<RunningSimulator> {
  const { datasets, files } = invented();
  return startSimulator({ port, datasets, files });
}

/** Two years of the sample district, from raw records to final results and what follows from them. */
export async function loadSample(
  platform: Platform,
  people: People,
  folder: Folder,
  systems: string,
  tell: (sentence: string) => void,
): Promise<void> {
  const office = people.as('kaohe');
  tell('district pack: organisation, indicators, targets, schemes, sources, measures');
  await applyPack(people, join(__dirname, '../../../deploy/districts/fuxing'), { SIMULATOR_URL: systems });
  await platform.settled();

  let read = 0;
  await Promise.all(
    PULLED.map(async (source) => {
      // A start that was killed left its pull to an address that may be another one now.
      const attempt = (name: string) =>
        pull(people.as('guanli'), source, `${source}-${name}`, () => undefined);
      const done = await attempt('first').catch(() => attempt(Date.now().toString(36)));
      read += Number(done.read ?? 0);
      tell(`pulled ${source}: ${done.read} records`);
    }),
  );
  const pushed = [2024, 2025].flatMap((year) => invented().rectifications(year));
  const system = people.system('rectification-system', folder.secrets.role);
  await system.post('/v1/sources/rectifications/records', {
    pullId: 'rectifications-first',
    records: pushed,
  });
  await followPull(people.as('guanli'), 'rectifications-first', () => undefined);
  tell(`${read + pushed.length} raw records stored and measured`);
  const entered = await enterByHand(people);
  tell(`entered by hand for scjg by its reporter: ${entered}`);

  const declined = await fourEyes(people);
  if (declined) tell(`four eyes: a correction of ${declined} was proposed by heyan and declined by fuhe`);
  const accepted = await acceptPending(people.as('heyan'), '抽查原始记录后确认（演示）');
  tell(`verifier confirmed ${accepted} values that the rules did not let pass`);
  await platform.settled();

  for (const cycle of SAMPLE_CYCLES) {
    await finishCycle(office, cycle);
    tell(`${cycle}: scored, publicised, final`);
    await platform.settled();
  }
  for (const unitId of UNITS) {
    await office.post(`/v1/units/${unitId}/task-lists`, { month: MONTH });
    await office.post(`/v1/units/${unitId}/task-lists/${MONTH}:publish`);
  }
  tell(`task lists of ${MONTH} published`);
}

/** The one figure of the sample that no system has. */
async function enterByHand(people: People): Promise<string> {
  const { body } = await people
    .as('shichang')
    .post<{ values: { manualFieldId: string; value: string; pullId: string }[] }>(
      '/v1/units/scjg/manual-values',
      {
        requestId: 'sample-entry',
        entries: [
          {
            manualFieldId: 'food-safety-talks',
            period: MONTH,
            value: '4',
            unitOfMeasure: '场',
            note: '演示',
          },
        ],
      },
    );
  const said: string[] = [];
  for (const { manualFieldId, value, pullId } of body.values) {
    await followPull(people.as('guanli'), pullId, () => undefined);
    said.push(`${manualFieldId} = ${value}`);
  }
  return said.join(', ');
}

/**
 * A correction that a second person does not confirm; the value waits again and is accepted with the others, so that it changes
 * no score. `fuxing acts` shows it.
 *
 * @returns the value; undefined when it was decided on before
 */
async function fourEyes(people: People): Promise<string | undefined> {
  const waiting = people.as('heyan').list<{ observationId: string }>('/v1/observations', 'observations', {
    indicatorId: 'annual-report-rate',
    unitId: 'scjg',
    status: 'OBSERVATION_STATUS_COLLECTED',
  });
  for await (const { observationId } of waiting) {
    const corrections = `/v1/observations/${encodeURIComponent(observationId)}/corrections`;
    await people.as('heyan').post(corrections, {
      verificationId: 'sample-correction',
      value: '100',
      reason: '疑有主体重复列入名单（演示）',
    });
    await people.as('fuhe').post(`${corrections}/sample-correction/refusals`, {
      requestId: 'sample-refusal',
      reason: '与登记台账一致，名单无重复（演示）',
    });
    return observationId;
  }
  return undefined;
}
