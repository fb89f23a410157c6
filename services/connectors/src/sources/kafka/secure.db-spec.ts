import { type RunningKafka, kafkaAvailable, startKafka } from '@fuxing/kafka';
import { SaslMechanism } from '@fuxing/contracts/connectors/v1/credentials';
import { Source } from '@fuxing/contracts/connectors/v1/sources';
import { openBus } from '@fuxing/outbox';
import { Authority } from '@fuxing/testing';
import { Addresses } from '../addresses';
import type { Credential } from '../credential';
import { Http } from '../fetch';
import { Intake } from '../intake';
import { kafka } from '../kafka';

const { SASL_MECHANISM_PLAIN, SASL_MECHANISM_SCRAM_SHA_256, SASL_MECHANISM_SCRAM_SHA_512 } = SaslMechanism;
const CANARY = 'canary-5e1d-do-not-show';
const { available, why } = kafkaAvailable();
// A real broker needs Java; in CI the suite runs regardless, and startKafka refuses with the reason.
const suite = available || process.env['CI'] === 'true' ? describe : describe.skip;

suite(`on Kafka by TLS and SASL (${why})`, () => {
  jest.setTimeout(120_000);
  const http = new Http(new Addresses());
  const authority = new Authority();
  let cluster: RunningKafka;
  beforeAll(async () => {
    const { cert, key } = authority.issue('127.0.0.1', 'localhost');
    cluster = await startKafka({ secure: { cert, key, user: 'reader', password: CANARY } });
    const bus = await openBus(`kafka://${cluster.brokers.join(',')}`);
    const event = { eventId: crypto.randomUUID(), tenantId: 't', topic: 'theirs.cases', key: 'k', type: 'x' };
    await bus.send([{ ...event, occurredAt: new Date(), traceparent: undefined, payload: { id: 1 } }]);
    await bus.close();
  });
  afterAll(async () => {
    await cluster?.stop();
    await http.close();
  });

  const login = (mechanism = SASL_MECHANISM_SCRAM_SHA_512, password = CANARY): Credential => ({
    kind: 'sasl',
    user: 'reader',
    password,
    mechanism: mechanism,
  });
  async function read(
    more: object = {},
    credential: Credential | undefined = login(),
    credentialHosts = cluster.secureBrokers,
  ): Promise<unknown> {
    const settings = { brokers: cluster.secureBrokers, topic: 'theirs.cases', caCertificate: authority.cert };
    const source = Source.fromJSON({ keyField: 'id', kafka: { ...settings, ...more } });
    const stopped = new AbortController().signal;
    const addresses = new Addresses('127.0.0.0/8,::1/128');
    const context = {
      http,
      addresses,
      folder: '',
      intake: new Intake(),
      stopped,
      credential,
      credentialHosts,
    };
    const rows: unknown[] = [];
    try {
      for await (const page of kafka.read(source, undefined, context)) rows.push(...page.rows);
      return rows;
    } catch (error) {
      const { text, temporary, reason } = error as { text?: object; temporary?: boolean; reason?: string };
      expect(JSON.stringify([text, String(error)])).not.toContain(CANARY);
      return `${reason ?? temporary}: ${JSON.stringify(text)}`;
    }
  }

  it.each([SASL_MECHANISM_PLAIN, SASL_MECHANISM_SCRAM_SHA_256, SASL_MECHANISM_SCRAM_SHA_512])(
    'reads by %s',
    async (mechanism) => {
      expect(await read({}, login(mechanism))).toEqual([{ id: 1 }]);
    },
  );

  it.each([SASL_MECHANISM_PLAIN, SASL_MECHANISM_SCRAM_SHA_256])(
    'says for good that a password is wrong by %s',
    async (mechanism) => {
      expect(await read({}, login(mechanism, `${CANARY}-not`))).toMatch(/^false: .*authentication/i);
    },
  );

  it('trusts no authority but that of the source', async () => {
    expect(await read({ caCertificate: '' })).toMatch(/^false: .*certificate/);
    expect(await read({ caCertificate: new Authority('another').cert })).toMatch(/^false: .*certificate/);
  });

  it('takes no certificate of another name', async () => {
    const other = authority.issue('other.example');
    const elsewhere = await startKafka({ secure: { ...other, user: 'reader', password: CANARY } });
    try {
      const brokers = elsewhere.secureBrokers;
      expect(await read({ brokers }, login(), brokers)).toMatch(/^false: .*altnames/);
    } finally {
      await elsewhere.stop();
    }
  });

  it('does not read without a login what demands one', async () => {
    const source = { brokers: cluster.secureBrokers };
    expect(await read(source, null as never)).toMatch(/^(true|false): .*theirs\.cases/);
  });

  it('sends no password to a broker that the credential is not for, also when the cluster leads there', async () => {
    const [, port] = cluster.secureBrokers[0]?.split(':') ?? [];
    const brokers = [`localhost:${port}`];
    expect(await read({ brokers }, login(), cluster.secureBrokers)).toMatch(
      /^false: .*not for kafka:\/\/localhost.*凭据仅用于/,
    );
    expect(await read({ brokers }, login(), brokers)).toMatch(/^false: .*not for kafka:\/\/127\.0\.0\.1/);
  });

  it('shows no password on the way, and takes no credential of another kind', async () => {
    expect(await read({ plaintext: true }, login(SASL_MECHANISM_PLAIN))).toMatch(
      /^false: .*use TLS or SCRAM.*SCRAM/,
    );
    expect(await read({}, { kind: 'bearer', token: 'x' })).toMatch(/^false: .*of kind sasl.*sasl 类凭据/);
  });
});
