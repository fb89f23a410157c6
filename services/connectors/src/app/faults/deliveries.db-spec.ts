import {
  IndicatorVersionPublished,
  SchemePublished,
  TenantChanged,
  UnitChanged,
} from '@fuxing/contracts/indicators/v1/events';
import { openBus, postgresBusLag } from '@fuxing/outbox';
import { office, seeded } from '@fuxing/testing';
import { type FaultBed, faultBed, until } from './fault-testbed';

/*
 * F7, F8: the copies of what service indicators says. Each event comes one to five times, in an order of no meaning, also
 * an older one after a newer one; the built service hears them from the bus.
 */

/** Lately: the bus forgets what is old. */
const BEGAN = Date.now() - 60_000;
const SEED = Number(process.env['DELIVERIES_SEED'] ?? Date.now() % 1_000_000);

interface Said {
  topic: string;
  key: string;
  payload: unknown;
  /** In seconds: when it was said. */
  at: number;
}

const indicator = (key: string, version: number, periodKind: string): Said => ({
  topic: 'indicators.indicator-version-published.v1',
  key,
  at: version,
  payload: IndicatorVersionPublished.toJSON(
    IndicatorVersionPublished.fromJSON({
      indicator: { indicatorId: key, version, periodKind, digits: version % 4 },
    }),
  ),
});
const scheme = (key: string, version: number): Said => ({
  topic: 'indicators.scheme-published.v1',
  key,
  at: version,
  payload: SchemePublished.toJSON(
    SchemePublished.fromJSON({
      scheme: {
        schemeId: key,
        version,
        // Of every version other ones, so that a stale version would leave rows.
        nodes: [1, 2].map((n) => ({ share: String(n), indicatorId: `${key}-${version}-${n}` })),
      },
    }),
  ),
});
const tenant = (at: number, timeZone: string): Said => ({
  topic: 'indicators.tenant-changed.v1',
  key: office.tenantId,
  at,
  payload: TenantChanged.toJSON({
    tenant: { tenantId: office.tenantId, name: '', nameEn: '', timeZone, etag: '' },
  }),
});
const unit = (key: string): Said => ({
  topic: 'indicators.unit-changed.v1',
  key,
  at: 1,
  payload: UnitChanged.toJSON(UnitChanged.fromJSON({ unit: { unitId: key } })),
});

/** In the order they were said. */
const said: Said[] = [
  tenant(1, 'Asia/Shanghai'),
  ...['a', 'b', 'c'].map(unit),
  ...['i1', 'i2'].flatMap((key) =>
    ['PERIOD_KIND_MONTH', 'PERIOD_KIND_QUARTER', 'PERIOD_KIND_YEAR'].map((kind, n) =>
      indicator(key, n + 1, kind),
    ),
  ),
  ...['s1', 's2'].flatMap((key) => [1, 2, 3].map((version) => scheme(key, version))),
  tenant(2, 'Asia/Urumqi'),
  tenant(3, 'Asia/Shanghai'),
  tenant(4, 'Asia/Tokyo'),
];

/** What the service knows after it heard them in this order. */
async function known(deliveries: { said: Said; id: string }[]): Promise<unknown> {
  const bed: FaultBed = await faultBed();
  try {
    // What the testbed made known is not to stand beside it.
    await bed.db.query(`DELETE FROM unit; DELETE FROM indicator; DELETE FROM tenant`);
    const bus = await openBus(bed.db.busUrl, 'test');
    await bus.send(
      deliveries.map(({ said: { at, ...event }, id }) => ({
        ...event,
        eventId: id,
        tenantId: office.tenantId,
        type: event.topic,
        occurredAt: new Date(BEGAN + at * 1_000),
      })),
    );
    const service = await bed.start();
    await until(async () => (await postgresBusLag(bed.db.busUrl)).get('connectors') === 0);
    await bus.close();
    expect(await service.stop()).toBe(0);
    expect(await bed.db.query(`SELECT topic, error FROM dead_letter`)).toEqual([]);
    const rows = (sql: string): Promise<unknown[]> => bed.db.query(sql);
    return {
      tenant: await rows(`SELECT time_zone, changed_at FROM tenant`),
      units: await rows(`SELECT unit_id FROM unit ORDER BY 1`),
      indicators: await rows(
        `SELECT indicator_id, version, period_kind, digits, direction FROM indicator ORDER BY 1`,
      ),
      schemes: await rows(
        `SELECT scheme_id, version, indicator_id, share FROM scheme_weight ORDER BY 1, 2, 3`,
      ),
    };
  } finally {
    await bed.stop();
  }
}

it(`knows the same, however often and in whatever order it is told (seed ${SEED})`, async () => {
  const draw = seeded(SEED);
  const ids = said.map(() => crypto.randomUUID());
  const once = said.map((each, n) => ({ said: each, id: ids[n] as string }));
  const expected = await known(once);
  expect(expected).toMatchObject({
    tenant: [{ time_zone: 'Asia/Tokyo' }],
    units: { length: 3 },
    indicators: [{ version: 3 }, { version: 3 }],
    schemes: { length: 4 },
  });
  const mixed = once
    .flatMap((each) => Array.from({ length: 1 + Math.floor(draw() * 5) }, () => each))
    .map((each) => ({ each, place: draw() }))
    .sort((a, b) => a.place - b.place)
    .map(({ each }) => each);
  expect(mixed.length).toBeGreaterThan(once.length);
  expect(await known(mixed)).toEqual(expected);
  // The newest first, so that everything that follows is stale.
  expect(await known([...once].reverse())).toEqual(expected);
});
