import { bilingual, DomainError, invalid, notFound } from '@fuxing/errors';
import {
  Direction,
  Indicator,
  PeriodKind,
  PriceBasis,
  ZeroDivision,
} from '@fuxing/contracts/indicators/v1/indicators';
import { type Document, Documents, inTenant } from '@fuxing/db';
import { publish } from '@fuxing/outbox';
import { caller, fields, page, pageKey, slice } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { checkContributions, type Linked } from '../domain/contributions';
import {
  assertHolds,
  type Measured,
  type ReadIndicatorFormula,
  readIndicatorFormula,
} from '../domain/formula';
import { indicatorVersionPublished } from '../events/published';

export const PutIndicator = z.object({
  indicatorId: fields.id,
  etag: z.string(),
  indicator: z.object({
    name: fields.name,
    nameEn: z.string().max(200),
    level: fields.whole(1, 3),
    unitOfMeasure: z.string().max(32),
    direction: fields.oneOf(Direction),
    periodKind: fields.oneOf(PeriodKind),
    digits: fields.whole(0, 8),
    ownerUnitId: fields.id.or(z.literal('')),
    contributesTo: z
      .array(
        z.object({
          indicatorId: fields.id,
          weight: fields.decimal.refine(
            (w) => Number(w) > 0 && Number(w) <= 100,
            bilingual('must be above 0 and at most 100', '应大于 0 且不超过 100'),
          ),
        }),
      )
      .max(100),
    description: fields.text,
    effectiveFrom: fields.period,
    formula: z.string().max(2_000),
    onZeroDivision: z.enum(Object.values(ZeroDivision)),
    changesSign: z.boolean(),
    priceBasis: z.enum(Object.values(PriceBasis)),
  }),
});

/** A formula is read against the whole library, which has some hundred indicators. */
const MOST_MEASURES = 5_000;

export const ListIndicators = z.object(fields.pageFields);
export const ListIndicatorVersions = z.object({ ...fields.pageFields, indicatorId: fields.id });

@Injectable()
export class IndicatorsService {
  private readonly indicators = new Documents('indicator');
  private readonly units = new Documents('unit');

  constructor(private readonly db: DataSource) {}

  /** Publishes a wording; content that differs from the current version's becomes the next version. */
  put({ indicatorId, indicator, etag }: z.infer<typeof PutIndicator>): Promise<Indicator> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('indicator-links', 0))`);
      await this.assertOwner(tx, indicator.ownerUnitId);
      await this.assertLinks(tx, { indicatorId, ...indicator });
      const computed = await this.computedBy(tx, indicatorId, indicator);
      await this.assertFormulasHold(tx, indicatorId, { ...indicator, ...computed });
      const wanted = { ...indicator, indicatorId, ...computed, version: 0, publishedAt: undefined, etag: '' };
      const stored = await this.indicators.put(tx, indicatorId, Indicator.toJSON(wanted) as object, etag);
      const message = toIndicator(stored);
      if (stored.changed) await publish(tx, indicatorVersionPublished(message));
      return message;
    });
  }

  get(indicatorId: string): Promise<Indicator> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const stored = await this.indicators.get(tx, indicatorId);
      if (!stored)
        throw notFound('INDICATOR_NOT_FOUND', `No indicator ${indicatorId}.`, `没有指标 ${indicatorId}。`);
      return toIndicator(stored);
    });
  }

  list(request: z.infer<typeof ListIndicators>) {
    const at = page(request);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found = await this.indicators.list(tx, at.after?.[0], at.size + 1);
      const { rows, nextPageToken } = slice(found, at, ({ id }) => [id]);
      return { indicators: rows.map(toIndicator), nextPageToken };
    });
  }

  listVersions(request: z.infer<typeof ListIndicatorVersions>) {
    const { indicatorId } = request;
    const at = page(request, { indicatorId }, [pageKey.whole()]);
    const before = at.after ? Number(at.after[0]) : undefined;
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found = await this.indicators.versions(tx, indicatorId, before, at.size + 1);
      if (found.length === 0 && before === undefined) {
        throw notFound('INDICATOR_NOT_FOUND', `No indicator ${indicatorId}.`, `没有指标 ${indicatorId}。`);
      }
      const { rows, nextPageToken } = slice(found, at, ({ version }) => [String(version)]);
      return { versions: rows.map(toIndicator), nextPageToken };
    });
  }

  /**
   * The measured indicators that a formula is computed from, none without a formula, and at which prices the result is stated.
   *
   * @throws DomainError FORMULA_INVALID
   */
  private async computedBy(
    tx: EntityManager,
    indicatorId: string,
    indicator: Parameters<typeof readIndicatorFormula>[0],
  ): Promise<ReadIndicatorFormula> {
    if (indicator.formula === '') return { measureIds: [], priceBasis: indicator.priceBasis };
    const measured = await this.measured(tx);
    measured.delete(indicatorId);
    return readIndicatorFormula(indicator, measured);
  }

  /** Those without a formula, by id. */
  private async measured(tx: EntityManager): Promise<Map<string, Measured>> {
    const library = await this.indicators.list(tx, undefined, MOST_MEASURES);
    const all = library.map(({ id, content }) => [id, content as Indicator] as const);
    return new Map(all.filter(([, { formula }]) => !formula));
  }

  /**
   * What other indicators are computed from must not change under their formulas.
   *
   * @throws DomainError INDICATOR_IN_FORMULA when one of them would not give what it states any more
   */
  private async assertFormulasHold(
    tx: EntityManager,
    indicatorId: string,
    indicator: z.infer<typeof PutIndicator>['indicator'],
  ): Promise<void> {
    const computed: { id: string; content: Indicator }[] = await tx.query(
      `SELECT id, content FROM (SELECT DISTINCT ON (indicator_id) indicator_id AS id, content
         FROM indicator ORDER BY indicator_id, version DESC) AS newest
       WHERE content->'measureIds' ? $1 AND id <> $1 ORDER BY id`,
      [indicatorId],
    );
    if (computed.length === 0) return;
    const measured = await this.measured(tx);
    if (indicator.formula === '') measured.set(indicatorId, indicator);
    else measured.delete(indicatorId);
    for (const { id, content } of computed) assertHolds(id, Indicator.fromJSON(content), measured);
  }

  private async assertOwner(tx: EntityManager, ownerUnitId: string): Promise<void> {
    if (ownerUnitId && !(await this.units.get(tx, ownerUnitId))) {
      throw invalid(
        'indicator.ownerUnitId',
        'UNIT_NOT_FOUND',
        `No unit ${ownerUnitId}.`,
        `没有单位 ${ownerUnitId}。`,
      );
    }
  }

  private async assertLinks(tx: EntityManager, wanted: Linked): Promise<void> {
    const others: Linked[] = await tx.query(`
      SELECT DISTINCT ON (indicator_id) indicator_id AS "indicatorId", (content->>'level')::int AS level,
             coalesce(content->'contributesTo', '[]') AS "contributesTo"
      FROM indicator ORDER BY indicator_id, version DESC`);
    const faults = checkContributions(wanted, others);
    const [first] = faults;
    if (first)
      throw new DomainError('INVALID_ARGUMENT', first.reason, { en: first.en, zh: first.zh }, faults);
  }
}

const toIndicator = ({ content, etag, version, publishedAt }: Document): Indicator =>
  Indicator.fromJSON({ ...content, etag, version, publishedAt });
