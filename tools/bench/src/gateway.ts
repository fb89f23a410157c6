import { generateKeyPairSync } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { SigningKey } from '@fuxing/gateway';
import { signIn, startIdentityProvider } from '@fuxing/identity';
import { type Bench, type Figure, median } from './bench';
import { Child } from './child';
import { type DoorSaid, type DoorSettings, PATH } from './doors';
import type { Loaded } from './load';

const ROUNDS = 3;
const CONNECTIONS = 50;
const SECONDS = 5;
const AUDIENCE = 'fuxing';
const office = { username: 'kaohe', password: 'bench', name: '考核办', tenant: '130404', roles: ['office'] };

type DoorName = 'bare' | 'nest' | 'gateway';

interface Door {
  child: Child;
  url: string;
  perSecond: number[];
  /** Microseconds of its processor time for a request. */
  cpu: number[];
}

/** A list of 20 results over HTTP: each door, the service behind them and the load in processes of their own, in turns. */
export async function gateway(bench: Bench): Promise<Figure[]> {
  const identity = await startIdentityProvider({
    dataDir: undefined,
    accounts: [office],
    clients: [{ clientId: 'bench', name: 'bench', redirectUris: ['http://127.0.0.1/callback'] }],
    audience: AUDIENCE,
  });
  bench.defer(() => identity.stop());
  const { accessToken: token } = await signIn(identity.issuer, 'bench', office);
  const { address } = await Child.start(bench, 'backend').ask<{ address: string }>({});
  const signingKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as SigningKey;
  const settings = { issuer: identity.issuer, audience: AUDIENCE, signingKey, backend: address };

  const ours = await openDoor(bench, 'gateway', settings);
  const body = await ask(ours.url, token);
  const nest = await openDoor(bench, 'nest', settings);
  if (!isDeepStrictEqual(JSON.parse(await ask(nest.url, token)), JSON.parse(body)))
    throw new Error('The doors answer differently.');
  const bare = await openDoor(bench, 'bare', settings, body);

  const load = Child.start(bench, 'load');
  const doors = [bare, nest, ours];
  for (const door of doors) await round(load, door, token, 2);
  for (const door of doors) [door.perSecond, door.cpu] = [[], []];
  for (let n = 1; n <= ROUNDS; n += 1) {
    bench.tell(`round ${n} of ${ROUNDS}`);
    for (const door of n % 2 === 0 ? doors.toReversed() : doors) await round(load, door, token, SECONDS);
  }
  const figure = { figure: median(ours.perSecond), unit: 'req/s', runs: ours.perSecond };
  const byHand = { against: 'Nest by hand', floor: median(nest.perSecond) };
  return [
    { name: 'gateway', ...figure, ...byHand, aim: '≥ 0.9' },
    { name: 'gateway', ...figure, against: 'bare Fastify', floor: median(bare.perSecond) },
    {
      name: 'gateway, its processor time',
      figure: median(ours.cpu),
      unit: 'µs/req',
      against: 'Nest by hand',
      floor: median(nest.cpu),
      runs: ours.cpu,
    },
  ];
}

async function openDoor(bench: Bench, name: DoorName, open: DoorSettings, body?: string): Promise<Door> {
  const child = Child.start(bench, `door-${name}`);
  const { url } = await child.ask<DoorSaid>({ open, body });
  return { child, url: `${url}${PATH}`, perSecond: [], cpu: [] };
}

async function ask(url: string, token: string): Promise<string> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return text;
}

async function round(load: Child, door: Door, token: string, seconds: number): Promise<void> {
  const before = await door.child.ask<DoorSaid>({});
  const { url } = door;
  const { perSecond } = await load.ask<Loaded>({ url, token, connections: CONNECTIONS, seconds });
  const after = await door.child.ask<DoorSaid>({});
  door.perSecond.push(perSecond);
  door.cpu.push(((after.cpu - before.cpu) * 1e6) / (perSecond * seconds));
}
