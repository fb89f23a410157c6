import { drift, excessRights, notIsolated, testDatabase, type TestDatabase, as } from '@fuxing/testing';
import { Direction, PeriodKind, PriceBasis, ZeroDivision } from '@fuxing/contracts/indicators/v1/indicators';
import { Scheme } from '@fuxing/contracts/indicators/v1/schemes';
import { UnitKind } from '@fuxing/contracts/indicators/v1/units';
import { database } from '../db/database';
import { IndicatorsService } from './indicators.service';
import { SchemesService } from './schemes.service';
import { TargetsService } from './targets.service';
import { TenantsService } from './tenants.service';
import { UnitsService } from './units.service';

let db: TestDatabase;
let units: UnitsService;
let indicators: IndicatorsService;
let targets: TargetsService;
let schemes: SchemesService;
beforeAll(async () => {
  db = await testDatabase(database);
  units = new UnitsService(db.app);
  indicators = new IndicatorsService(db.app);
  targets = new TargetsService(db.app);
  schemes = new SchemesService(db.app);
});
afterAll(() => db.stop());

const unit = (unitId: string, parentUnitId = '', etag = '') => ({
  unitId,
  etag,
  unit: {
    name: unitId,
    nameEn: '',
    kind: UnitKind.UNIT_KIND_BUREAU as const,
    parentUnitId,
    creditCode: '',
    divisionCode: '',
  },
});
const indicator = (indicatorId: string, more: object = {}, etag = '') => ({
  indicatorId,
  etag,
  indicator: {
    name: indicatorId,
    nameEn: '',
    level: 1,
    unitOfMeasure: '%',
    direction: Direction.DIRECTION_HIGHER_IS_BETTER,
    periodKind: PeriodKind.PERIOD_KIND_MONTH,
    digits: 2,
    ownerUnitId: '',
    contributesTo: [],
    description: '',
    effectiveFrom: '2025',
    formula: '',
    onZeroDivision: ZeroDivision.ZERO_DIVISION_UNSPECIFIED,
    changesSign: false,
    priceBasis: PriceBasis.PRICE_BASIS_UNSPECIFIED,
    ...more,
  },
});
const events = (topic: string) =>
  db.query<{ key: string }>(`SELECT key FROM outbox WHERE topic = $1 ORDER BY position`, [topic]);
const refusal = (work: () => Promise<unknown>, caller = {}) =>
  as(async () => work(), caller).then(
    () => 'accepted',
    (error: { reason?: string }) => error.reason ?? 'failed without a reason',
  );

describe('the database', () => {
  it('agrees with the entities', async () => {
    expect(await drift(db, database)).toEqual([]);
  });
  it('isolates tenants in every table and gives the service no more than it needs', async () => {
    expect(await notIsolated(db, 'indicators')).toEqual([]);
    expect(await excessRights(db, 'indicators')).toEqual([]);
  });
});

describe('units', () => {
  it('are stored once with one event, however often the same content is put', async () => {
    const first = await as(() => units.putUnit(unit('swj')));
    expect(await as(() => units.putUnit(unit('swj')))).toEqual(first);
    expect((await events('indicators.unit-changed.v1')).filter((e) => e.key === 'swj')).toHaveLength(1);
  });

  it('change only with the etag that is current', async () => {
    const { etag } = await as(() => units.putUnit(unit('edit')));
    const changed = (seen: string) => ({
      ...unit('edit', '', seen),
      unit: { ...unit('edit').unit, name: 'new' },
    });
    expect(await refusal(() => units.putUnit(changed('')))).toBe('ETAG_REQUIRED');
    expect(await refusal(() => units.putUnit(changed('stale')))).toBe('ETAG_MISMATCH');
    await as(() => units.putUnit(changed(etag)));
    const versions = await db.query(
      `SELECT version, content->>'name' AS name FROM unit WHERE unit_id = 'edit' ORDER BY version`,
    );
    expect(versions).toEqual([
      { version: 1, name: 'edit' },
      { version: 2, name: 'new' },
    ]);
  });

  it('survive 50 writers with one etag: exactly one wins', async () => {
    const { etag } = await as(() => units.putUnit(unit('race')));
    const writers = Array.from({ length: 50 }, (_, n) => ({
      ...unit('race', '', etag),
      unit: { ...unit('race').unit, name: `w${n}` },
    }));
    const answers = await Promise.all(writers.map((writer) => refusal(() => units.putUnit(writer))));
    expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'ETAG_MISMATCH')).toHaveLength(49);
  });

  it('never form a circle', async () => {
    await as(() => units.putUnit(unit('root')));
    await as(() => units.putUnit(unit('child', 'root')));
    const { etag } = await as(() => units.getUnit('root'));
    expect(await refusal(() => units.putUnit(unit('root', 'child', etag)))).toBe('UNIT_CYCLE');
    expect(await refusal(() => units.putUnit(unit('orphan', 'nobody')))).toBe('UNIT_PARENT_NOT_FOUND');
  });

  it('of another tenant do not exist', async () => {
    expect(await refusal(() => units.getUnit('swj'), { tenantId: 'other' })).toBe('UNIT_NOT_FOUND');
    expect(await as(() => units.putUnit(unit('swj')), { tenantId: 'other' })).toMatchObject({
      unitId: 'swj',
    });
  });

  it('are listed in pages that neither repeat nor miss one', async () => {
    for (let n = 0; n < 7; n++) await as(() => units.putUnit(unit(`page-${n}`)), { tenantId: 'pages' });
    const seen: string[] = [];
    let pageToken = '';
    do {
      const got = await as(() => units.listUnits({ pageSize: 3, pageToken, parentUnitId: '' }), {
        tenantId: 'pages',
      });
      seen.push(...got.units.map((u) => u.unitId));
      pageToken = got.nextPageToken;
    } while (pageToken);
    expect(seen).toEqual(Array.from({ length: 7 }, (_, n) => `page-${n}`));
    expect(
      await refusal(() => units.listUnits({ pageSize: 3, pageToken: 'nonsense', parentUnitId: '' })),
    ).toBe('PAGE_TOKEN_INVALID');
  });
});

describe('indicators', () => {
  it('get a new version for every new wording and keep the old one', async () => {
    const first = await as(() => indicators.put(indicator('rate')));
    const second = await as(() => indicators.put(indicator('rate', { digits: 3 }, first.etag)));
    expect([first.version, second.version]).toEqual([1, 2]);
    const { versions } = await as(() =>
      indicators.listVersions({ indicatorId: 'rate', pageSize: 0, pageToken: '' }),
    );
    expect(versions.map((v) => [v.version, v.digits])).toEqual([
      [2, 3],
      [1, 2],
    ]);
  });

  it('refuse links in a circle and weights above 100', async () => {
    await as(() => indicators.put(indicator('goal')));
    const link = (weight: string) => ({ level: 2, contributesTo: [{ indicatorId: 'goal', weight }] });
    await as(() => indicators.put(indicator('part-1', link('60'))));
    expect(await refusal(() => indicators.put(indicator('part-2', link('40.01'))))).toBe(
      'LINK_WEIGHTS_EXCEED_100',
    );
    await as(() => indicators.put(indicator('part-2', link('40'))));
  });

  it('a formula is stated at the prices of what it is computed from, unless those contradict', async () => {
    const money = (priceBasis: PriceBasis) => ({ unitOfMeasure: '亿元', priceBasis });
    await as(async () => {
      await indicators.put(indicator('price-gdp', money(PriceBasis.PRICE_BASIS_CURRENT)));
      await indicators.put(indicator('price-real', money(PriceBasis.PRICE_BASIS_CONSTANT)));
    });
    const growth = '(price_gdp - previous(price_gdp)) / previous(price_gdp) * 100';
    const derived = await as(async () => indicators.put(indicator('price-growth', { formula: growth })));
    expect(derived).toMatchObject({ priceBasis: 'PRICE_BASIS_CURRENT', measureIds: ['price-gdp'] });
    const mixed = indicator('price-mixed', { formula: 'price_gdp / price_real * 100' });
    expect(await as(async () => indicators.put(mixed))).toMatchObject({ priceBasis: 'PRICE_BASIS_MIXED' });
    const declared = { formula: growth, priceBasis: PriceBasis.PRICE_BASIS_CONSTANT };
    await expect(as(async () => indicators.put(indicator('price-wrong', declared)))).rejects.toMatchObject({
      reason: 'FORMULA_INVALID',
      fields: [expect.objectContaining({ field: 'indicator.formula', reason: 'RESULT_PRICES' })],
    });
  });

  it('do not change under the formulas that are computed from them', async () => {
    const measure = (more: object, etag: string) => indicator('base', { unitOfMeasure: '户', ...more }, etag);
    const share = indicator('base-share', { formula: 'base / base_all * 100' });
    const etag = await as(async () => {
      await indicators.put(indicator('base-all', { unitOfMeasure: '户' }));
      const stored = await indicators.put(measure({}, ''));
      await indicators.put(share);
      return stored.etag;
    });
    const other = { unitOfMeasure: '万元' };
    const quarterly = { periodKind: PeriodKind.PERIOD_KIND_QUARTER };
    const computed = { formula: 'base_all * 2' };
    for (const change of [other, quarterly, computed])
      await expect(as(async () => indicators.put(measure(change, etag)))).rejects.toMatchObject({
        reason: 'INDICATOR_IN_FORMULA',
        text: { en: expect.stringContaining('base-share'), zh: expect.stringContaining('base-share') },
        fields: [expect.objectContaining({ field: 'indicator' })],
      });
    const named = await as(async () => indicators.put(measure({ description: '年末数' }, etag)));
    await as(async () => {
      const { etag: of } = await indicators.get('base-share');
      await indicators.put({ ...share, etag: of, indicator: { ...share.indicator, formula: '' } });
    });
    expect(await as(async () => indicators.put(measure(other, named.etag)))).toMatchObject(other);
  });
});

describe('targets', () => {
  it('are set together or not at all, and only changes are told', async () => {
    const put = (...list: [string, string][]) => ({
      indicatorId: 'rate',
      targets: list.map(([period, value]) => ({ indicatorId: '', unitId: 'swj', period, value })),
    });
    expect(await as(() => targets.put(put(['2025', '98'], ['2025-01', '97.5'])))).toBe(2);
    expect(await as(() => targets.put(put(['2025', '98'], ['2025-01', '97.50'])))).toBe(0);
    expect(
      await refusal(() =>
        targets.put({
          ...put(['2025-02', '1']),
          targets: [
            ...put(['2025-02', '1']).targets,
            { indicatorId: '', unitId: 'nobody', period: '2025', value: '1' },
          ],
        }),
      ),
    ).toBe('UNIT_NOT_FOUND');
    const { targets: stored } = await as(() =>
      targets.list({ indicatorId: 'rate', unitId: '', pageSize: 0, pageToken: '' }),
    );
    expect(stored.map((t) => [t.period, t.value])).toEqual([
      ['2025', '98'],
      ['2025-01', '97.5'],
    ]);
    expect(await events('indicators.targets-changed.v1')).toHaveLength(1);
  });
});

describe('schemes', () => {
  const scheme = (share: string) =>
    Scheme.fromJSON({
      name: 's',
      unitGroupId: 'g',
      effectiveFrom: '2025',
      nodes: [{ nodeId: 'n', name: 'n', share, indicatorId: 'rate', ratioToTarget: {} }],
      grades: [{ gradeId: 'all', name: 'all', minScore: '0' }],
    });
  it('are refused by the rule that they break, and accepted when they break none', async () => {
    await as(() =>
      units.putGroup({ unitGroupId: 'g', etag: '', unitGroup: { name: 'g', nameEn: '', unitIds: ['swj'] } }),
    );
    const error = await as(() => schemes.put({ schemeId: 's', scheme: scheme('99'), etag: '' })).catch(
      (e) => e,
    );
    expect(error).toMatchObject({ reason: 'SCHEME_INVALID', fields: [{ reason: 'SHARES_DO_NOT_SUM' }] });
    expect(await as(() => schemes.put({ schemeId: 's', scheme: scheme('100'), etag: '' }))).toMatchObject({
      version: 1,
    });
  });

  it('name units that there are', async () => {
    const named = {
      ...scheme('100'),
      unitClasses: [{ classId: 'c', name: '', nameEn: '', unitIds: ['swj', 'swjj'] }],
      horsConcoursUnitIds: ['nobody'],
    };
    await expect(as(() => schemes.put({ schemeId: 's', scheme: named, etag: '' }))).rejects.toMatchObject({
      reason: 'SCHEME_INVALID',
      fields: [
        { field: 'scheme.unitClasses[0].unitIds[1]', reason: 'UNIT_UNKNOWN', en: 'There is no unit "swjj".' },
        { field: 'scheme.horsConcoursUnitIds[0]', reason: 'UNIT_UNKNOWN' },
      ],
    });
  });
});

describe('the tenant', () => {
  it('is the caller’s own and no other', async () => {
    const tenants = new TenantsService(db.app);
    const put = (tenantId: string) => ({
      etag: '',
      tenant: { tenantId, name: '复兴区', nameEn: 'Fuxing', timeZone: '' },
    });
    expect(await refusal(() => tenants.put(put('other')))).toBe('TENANT_OTHER');
    expect(await as(() => tenants.put(put('130404')))).toMatchObject({
      tenantId: '130404',
      timeZone: 'Asia/Shanghai',
    });
  });
});
