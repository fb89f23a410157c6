import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, credentials } from '@grpc/grpc-js';
import { UnitKind, UnitsServiceService } from '@fuxing/contracts/indicators/v1/units';
import {
  type BuiltService,
  call,
  emptyDatabase,
  gatewayKeys,
  gatewaySettings,
  installBuilt,
  startBuilt,
  startIssuer,
} from '@fuxing/testing';
import { Client as Pg } from 'pg';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

interface Span {
  service: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  links?: { traceId: string; spanId: string }[];
}
const [SERVER, CLIENT, PRODUCER, CONSUMER] = [2, 3, 4, 5];

/** The declared edges: each needs a span of the first kind, attached to one of the second. */
const http = { service: 'fuxing-gateway', kind: SERVER, name: /^PUT \/v1\/unit-groups\/:unit_group_id$/ };
const asked = { service: 'fuxing-gateway', kind: CLIENT, name: /UnitsService\/PutUnitGroup/ };
const rpc = { service: 'fuxing-indicators', kind: SERVER, name: /UnitsService\/PutUnitGroup/ };
const process_ = {
  service: 'fuxing-evaluation',
  kind: CONSUMER,
  name: /^process indicators\.unit-group-changed\.v1$/,
};
const edges = [
  { of: { service: 'browser', kind: CLIENT, name: /^browser$/ }, by: 'parent', span: http },
  { of: http, by: 'parent', span: asked },
  { of: asked, by: 'parent', span: rpc },
  { of: rpc, by: 'parent', span: { service: 'fuxing-indicators', kind: CLIENT, name: /^pg\.query:INSERT/ } },
  { of: rpc, by: 'link', span: { service: 'fuxing-indicators', kind: PRODUCER, name: /^send$/ } },
  { of: rpc, by: 'link', span: process_ },
  {
    of: process_,
    by: 'parent',
    span: { service: 'fuxing-evaluation', kind: CLIENT, name: /^pg\.query:INSERT/ },
  },
];

/** Metric names that must arrive from each. */
const metrics = {
  'fuxing-gateway': ['http.server.request.duration'],
  'fuxing-indicators': [
    'rpc.server.call.duration',
    'messaging.client.sent.messages',
    'fuxing.outbox.depth',
    'fuxing.outbox.oldest.age',
    'fuxing.dead_letter.depth',
  ],
  'fuxing-evaluation': ['messaging.process.duration'],
};

/** What OTLP/HTTP in JSON carries, as far as it is looked at here. */
interface Otlp {
  resource: { attributes: { key: string; value: { stringValue?: string } }[] };
  scopeSpans?: { spans: Span[] }[];
  scopeMetrics?: { metrics: { name: string; unit: string; description: string }[] }[];
}

class Collector {
  readonly spans: Span[] = [];
  readonly metrics = new Map<string, Set<string>>();
  /** Everything as it came, for looking for what must not be in it. */
  text = '';
  private readonly server: Server = createServer((request, response) => void this.receive(request, response));

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = Buffer.concat(await request.toArray()).toString();
    this.text += text;
    const body = JSON.parse(text) as { resourceSpans?: Otlp[]; resourceMetrics?: Otlp[] };
    for (const { resource, scopeSpans, scopeMetrics } of [
      ...(body.resourceSpans ?? []),
      ...(body.resourceMetrics ?? []),
    ]) {
      const service =
        resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? 'unnamed';
      for (const { spans } of scopeSpans ?? [])
        this.spans.push(...spans.map((span) => ({ ...span, service })));
      for (const { metrics } of scopeMetrics ?? []) {
        const known = this.metrics.get(service) ?? new Set();
        for (const { name, unit, description } of metrics) if (unit && description) known.add(name);
        this.metrics.set(service, known);
      }
    }
    response.setHeader('content-type', 'application/json').end('{}');
  }
}

const keys = gatewayKeys();
const running: BuiltService[] = [];
let adminUrl: string;
let drop: () => Promise<void>;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
const settings = (name: string) => installBuilt(adminUrl, name, keys);
beforeAll(async () => {
  ({ adminUrl, drop } = await emptyDatabase());
  issuer = await startIssuer();
});
afterEach(() => Promise.all(running.splice(0).map((each) => each.stop())));
afterAll(async () => {
  issuer.stop();
  await drop();
});

const unit = (unitId: string) => ({
  unitId,
  etag: '',
  unit: {
    unitId,
    name: '秘密的名字',
    nameEn: '',
    kind: UnitKind.UNIT_KIND_BUREAU,
    parentUnitId: '',
    creditCode: '',
    divisionCode: '',
    etag: '',
  },
});

it('makes one trace from the request at the gateway through the call, the database and the bus to the other service', async () => {
  const collector = new Collector();
  const endpoint = await collector.start();
  const otel = {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '100',
    OTEL_METRIC_EXPORT_INTERVAL: '500',
    OTEL_METRIC_EXPORT_TIMEOUT: '500',
  };
  try {
    const [indicators, evaluation] = [
      await startBuilt('indicators', { ...(await settings('indicators')), ...otel }),
      await startBuilt('evaluation', { ...(await settings('evaluation')), ...otel }),
    ];
    const { BUS_URL: busUrl = '' } = await settings('indicators');
    const gateway = await startBuilt('gateway', {
      ...gatewaySettings(keys, issuer, busUrl, indicators.address),
      ...otel,
    });
    running.push(gateway, indicators, evaluation);
    const client = new Client(indicators.address, credentials.createInsecure());
    await call(client, UnitsServiceService.putUnit, unit('a'), await keys.metadata());
    client.close();
    const token = await issuer.token({ sub: 'office-1', tenant: '130404', roles: ['office'] });
    const answer = await fetch(`http://${gateway.address}/v1/unit-groups/g`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        traceparent: `00-${TRACE}-${SPAN}-01`,
      },
      body: JSON.stringify({ name: '秘密的名字', unitIds: ['a'] }),
    });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('秘密的名字')]);

    const browser = { service: 'browser', traceId: TRACE, spanId: SPAN, name: 'browser', kind: CLIENT };
    const is = (span: Span, what: { service: string; kind: number; name: RegExp }): boolean =>
      span.service === what.service && span.kind === what.kind && what.name.test(span.name);
    const missing = () =>
      edges.filter(
        ({ of, by, span }) =>
          !collector.spans.some(
            (child) =>
              is(child, span) &&
              [browser, ...collector.spans].some(
                (parent) =>
                  is(parent, of) &&
                  (parent === browser || by === 'link' || parent.traceId === child.traceId) &&
                  (by === 'parent'
                    ? child.parentSpanId === parent.spanId
                    : child.links?.some((l) => l.spanId === parent.spanId && l.traceId === parent.traceId)),
              ),
          ),
      );
    const unseen = () =>
      Object.entries(metrics).flatMap(([service, names]) =>
        names
          .filter((name) => !collector.metrics.get(service)?.has(name))
          .map((name) => `${service} ${name}`),
      );
    for (let i = 0; i < 100 && (missing().length > 0 || unseen().length > 0); i++) await sleep(100);
    expect({ missing: missing(), unseen: unseen() }).toEqual({ missing: [], unseen: [] });
    expect(collector.spans.find((span) => is(span, rpc))?.traceId).toBe(TRACE);
    expect(collector.text).not.toContain('秘密的名字');
    expect(collector.text).not.toContain('only-for-this-test-run');
  } finally {
    await Promise.all(running.splice(0).map((each) => each.stop()));
    collector.stop();
  }
}, 60_000);

it('loses no call when it is told to stop under load', async () => {
  const service = await startBuilt('indicators', await settings('indicators'));
  const clients = Array.from(
    { length: 4 },
    () => new Client(service.address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 }),
  );
  const metadata = await keys.metadata();
  await Promise.all(
    clients.map((client, n) => call(client, UnitsServiceService.putUnit, unit(`warm-${n}`), metadata)),
  );
  // Nobody can publish until the lock falls, so the calls are truly in hand when the signal comes.
  const admin = new Pg(adminUrl);
  await admin.connect();
  await admin.query('BEGIN; LOCK TABLE indicators.outbox');
  const inFlight = Array.from({ length: 20 }, (_, n) =>
    call(clients[n % 4]!, UnitsServiceService.putUnit, unit(`flight-${n}`), metadata),
  );
  for (let waiting = 0; waiting < 10; await sleep(20)) {
    await admin.query('SELECT pg_stat_clear_snapshot()');
    const { rows } = await admin.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    );
    waiting = rows[0]!.n;
  }
  const stopped = service.stop();
  await sleep(300);
  await admin.query('COMMIT');
  await admin.end();
  expect(await Promise.allSettled(inFlight)).toEqual(
    inFlight.map(() => expect.objectContaining({ status: 'fulfilled' })),
  );
  for (const client of clients) client.close();
  expect(await stopped).toBe(0);
}, 60_000);
