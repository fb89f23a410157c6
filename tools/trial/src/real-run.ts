import { join } from 'node:path';
import type { GatewayClient } from '@fuxing/cli';
import { datasetFromCsv, startSimulator } from '@fuxing/simulator';
import { demoAccounts } from './accounts';
import { ServiceApart } from './apart';
import type { Folder } from './folder';
import { People } from './people';
import { type Platform, startPlatform } from './platform';
import { acceptPending, applyPack, finishCycle, pull, type PullSeen } from './steps';

export const BOSTON_CYCLES = ['departments-2015-q1', 'departments-2015-q2'];

export interface RealRun {
  platform: Platform;
  people: People;
  connectors: ServiceApart;
  /** Pulls everything that is new and waits for the measures. */
  pull(pullId: string, seen: (pull: PullSeen) => void, full?: boolean): Promise<PullSeen>;
  verify(): Promise<number>;
  finish(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The platform on a real file, served as its city serves it. Connectors runs in a process of its own.
 *
 * @param file requests of the City of Boston, data set awu8-dc52
 */
export async function startRealRun(
  file: string,
  folder: Folder,
  port: number,
  tell: (sentence: string) => void,
): Promise<RealRun> {
  tell(`reading ${file}`);
  const boston311 = await datasetFromCsv(file, { timestamps: ['OPEN_DT', 'TARGET_DT', 'CLOSED_DT'] });
  const city = await startSimulator({ datasets: { boston311 } });
  const apart: { connectors?: ServiceApart } = {};
  const platform = await startPlatform({
    folder,
    port,
    accounts: demoAccounts('boston311'),
    allowAddresses: new URL(city.url).host,
    apartNames: ['connectors'],
    apart: async (name, environment) => (apart.connectors = await ServiceApart.start(name, environment)),
    tell,
  });
  const { connectors } = apart;
  if (!connectors) throw new Error('connectors did not start.');
  const people = new People(platform.url, platform.issuer);
  const operator: GatewayClient = people.as('guanli');
  tell('district pack boston311');
  await applyPack(people, join(__dirname, '../../../deploy/districts/boston311'), {
    SIMULATOR_URL: city.url,
  });
  await platform.settled();
  return {
    platform,
    people,
    connectors,
    pull: (pullId, seen, full = false) => pull(operator, 'requests', pullId, seen, full),
    verify: async () => {
      const accepted = await acceptPending(
        people.as('heyan'),
        'scripted verifier: looked at the flags and the raw records',
      );
      await platform.settled();
      return accepted;
    },
    finish: async () => {
      for (const cycle of BOSTON_CYCLES) await finishCycle(people.as('kaohe'), cycle);
    },
    stop: async () => {
      await platform.stop();
      await city.stop();
    },
  };
}
