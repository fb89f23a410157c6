import { setTimeout as sleep } from 'node:timers/promises';
import { ObservationsServiceService } from '@fuxing/contracts/connectors/v1/observations';
import { VerificationServiceService } from '@fuxing/contracts/connectors/v1/verification';
import {
  type BuiltService,
  call,
  commitGate,
  gatewayKeys,
  hold,
  holdGate,
  startBuilt,
} from '@fuxing/testing';
import { Client, credentials } from '@grpc/grpc-js';
import { keysFile } from '../collect/keys-file';
import { verificationTestbed } from './verification-testbed';

jest.setTimeout(60_000);

const [DECIDED, SAID] = [1, 2];
let bed: Awaited<ReturnType<typeof verificationTestbed>>;
let service: BuiltService;
let client: Client;
const keys = gatewayKeys();
const start = async (address = '127.0.0.1:0'): Promise<void> => {
  service = await startBuilt('connectors', {
    DB_URL: bed.db.urls.app,
    DB_WORKER_URL: bed.db.urls.worker,
    BUS_URL: bed.db.busUrl,
    CALLER_JWKS: JSON.stringify(keys.jwks),
    CREDENTIAL_KEYS_FILE: keysFile(),
    GRPC_LISTEN: address,
  });
};
beforeAll(async () => {
  bed = await verificationTestbed(['a', 'b']);
  await start();
  const soon = { 'grpc.initial_reconnect_backoff_ms': 50, 'grpc.max_reconnect_backoff_ms': 100 };
  client = new Client(service.address, credentials.createInsecure(), soon);
  await bed.db.query(
    commitGate(DECIDED, 'verification', 'INSERT') + commitGate(SAID, 'verification_act', 'INSERT'),
  );
});
afterAll(async () => {
  client.close();
  await service.stop();
  await bed.stop();
});

const held = (statement: string) => hold(bed.db.adminUrl, `SET search_path = connectors; ${statement}`);
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'answered',
    () => 'no answer',
  );
/** The published outbox may be relayed and deleted; what was said is on the bus then. */
const stored = async (id: string) => {
  const [row] = await bed.db.query<{
    decisions: number;
    acts: number;
    open: number;
    said: number;
    heard: number;
  }>(
    `WITH told AS (
       SELECT topic, event_id::text FROM outbox WHERE key = $1
       UNION SELECT topic, event_id FROM bus.event WHERE key = $1
     )
     SELECT (SELECT count(*)::integer FROM verification WHERE observation_id LIKE $1 || '~%') AS decisions,
       (SELECT count(*)::integer FROM verification_act WHERE observation_id LIKE $1 || '~%') AS acts,
       (SELECT count(*)::integer FROM verification_item WHERE open AND indicator_id = $1) AS open,
       (SELECT count(*)::integer FROM told WHERE topic = 'connectors.observations-published.v1') AS said,
       (SELECT count(*)::integer FROM told WHERE topic = 'connectors.verification-acts-recorded.v1') AS heard`,
    [id],
  );
  return row;
};
/** A value that waits; the service's own worker may be the one who measures it. */
const waiting = async (id: string): Promise<void> => {
  await bed.push(id, [['a', '10']]);
  for (let n = 0; (await stored(id))?.open !== 1; n++) {
    if (n === 200) throw new Error('Nothing came to wait.');
    await sleep(25);
  }
};
const nothing = { decisions: 0, acts: 0, open: 1, said: 0, heard: 0 };
const all = { decisions: 1, acts: 1, open: 0, said: 1, heard: 1 };

describe.each([
  {
    step: 'before it decides',
    held: 'LOCK TABLE verification IN SHARE MODE',
    at: /INSERT INTO verification/,
  },
  {
    step: 'between decision and value',
    held: 'LOCK TABLE observation IN SHARE MODE',
    at: /UPDATE observation/,
  },
  {
    step: 'between value and act',
    held: 'LOCK TABLE verification_act IN SHARE MODE',
    at: /INSERT INTO verification_act/,
  },
  { step: 'while it commits the decision', held: holdGate(DECIDED), at: /COMMIT/ },
  { step: 'while it commits the act', held: holdGate(SAID), at: /COMMIT/ },
])('a decision whose process is killed $step', ({ held: what, at }) => {
  it('is there whole or not at all, and the same request again makes it one', async () => {
    const id = await bed.setUp();
    await waiting(id);
    const request = { observationIds: [`${id}~a~2026-01~1`], verificationId: `${id}-v`, reason: 'checked' };
    const metadata = await keys.metadata(bed.by('li'));
    const accept = () => call(client, ObservationsServiceService.acceptObservations, request, metadata);
    const gate = await held(what);
    let asked: Promise<string>;
    try {
      asked = outcome(accept());
      await gate.reached(at);
      await service.kill();
    } finally {
      await gate.release();
    }
    expect(await asked).toBe('no answer');
    // What was sent whole may still be done by the server.
    let left = await stored(id);
    for (let n = 0; n < 20 && left?.decisions === 0; n++) {
      await sleep(10);
      left = await stored(id);
    }
    expect([nothing, all]).toContainEqual(left);
    await start(service.address);
    const { observations } = await accept();
    expect(observations).toMatchObject([{ value: '10', verification: { verificationId: `${id}-v` } }]);
    expect(await stored(id)).toEqual(all);
  });
});

it('keeps four eyes over a crash: a proposal that was answered is there, and its proposer cannot confirm it', async () => {
  const id = await bed.setUp();
  await waiting(id);
  const observationId = `${id}~a~2026-01~1`;
  const [li, wu] = [await keys.metadata(bed.by('li')), await keys.metadata(bed.by('wu'))];
  const propose = { observationId, verificationId: `${id}-p`, value: '12', reason: 'typo', evidenceIds: [] };
  await call(client, ObservationsServiceService.correctObservation, propose, li);
  await service.kill();
  await start(service.address);
  const confirm = (requestId: string, who: typeof li) =>
    call(
      client,
      VerificationServiceService.confirmCorrection,
      { observationId, proposalId: `${id}-p`, requestId, reason: 'seen' },
      who,
    );
  await expect(confirm(`${id}-c1`, li)).rejects.toThrow(/another person confirms/);
  const { observation } = await confirm(`${id}-c2`, wu);
  expect(observation).toMatchObject({ value: '12', verification: { proposedBy: 'li', verifiedBy: 'wu' } });
});
