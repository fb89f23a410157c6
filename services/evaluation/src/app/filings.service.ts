import { CycleStatus } from '@fuxing/contracts/evaluation/v1/cycles';
import { Filing } from '@fuxing/contracts/evaluation/v1/filings';
import { type Document, inTenant } from '@fuxing/db';
import { DomainError, invalid, notFound } from '@fuxing/errors';
import { Scheme } from '@fuxing/scoring';
import { caller, fields, page, slice } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { filings, filingsOf } from '../db/filings';
import { ballotKey, checkFiling, declarationKey } from '../domain/check-filing';
import { Filed } from '../domain/filed';
import { references } from '../db/references';
import { lockCycle } from './standing-cycle';

/** The lists are read by `Filed`, which names every wrong row. */
export const PutFiling = z.object({
  filingId: fields.id,
  etag: z.string(),
  filing: z.looseObject({ cycleId: fields.id, name: fields.name, nameEn: z.string().max(200) }),
});
export const ListFilings = z.object({ ...fields.pageFields, cycleId: fields.id.or(z.literal('')) });

@Injectable()
export class FilingsService {
  constructor(private readonly db: DataSource) {}

  /** Stores what somebody brings to a cycle while nothing of it is public. */
  put({ filingId, filing, etag }: { filingId: string; filing: Filing; etag: string }): Promise<Filing> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const cycle = await lockCycle(tx, filing.cycleId);
      if (!cycle) {
        throw invalid(
          'filing.cycleId',
          'CYCLE_NOT_FOUND',
          `No cycle ${filing.cycleId}.`,
          `没有考核周期 ${filing.cycleId}。`,
        );
      }
      const wanted = Filing.toJSON({
        ...filing,
        filingId,
        ballotCount: 0,
        version: 0,
        publishedAt: undefined,
        etag: '',
      });
      await this.assertKnown(tx, filingId, filing.cycleId, cycle.schemeId, wanted as object);
      const stored = await filings.put(tx, filingId, wanted as object, etag);
      if (stored.changed && cycle.status !== CycleStatus.CYCLE_STATUS_OPEN) {
        throw new DomainError('FAILED_PRECONDITION', 'CYCLE_NOT_OPEN', {
          en: `Cycle ${filing.cycleId} is already public.`,
          zh: `考核周期 ${filing.cycleId} 已公示，不能再改。`,
        });
      }
      return toFiling(stored);
    });
  }

  get(filingId: string): Promise<Filing> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const stored = await filings.get(tx, filingId);
      if (!stored) throw notFound('FILING_NOT_FOUND', `No filing ${filingId}.`, `没有报送件 ${filingId}。`);
      return toFiling(stored);
    });
  }

  list(request: z.infer<typeof ListFilings>) {
    const { cycleId } = request;
    const at = page(request, { cycleId });
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found = await filings.list(tx, at.after?.[0], at.size + 1, cycleId ? { cycleId } : {});
      const { rows, nextPageToken } = slice(found, at, ({ id }) => [id]);
      return { filings: rows.map((row) => ({ ...toFiling(row), ballots: [] })), nextPageToken };
    });
  }

  private async assertKnown(
    tx: EntityManager,
    filingId: string,
    cycleId: string,
    schemeId: string,
    wanted: object,
  ): Promise<void> {
    const scheme = Scheme.parse(
      (await references.scheme.newest(tx, [schemeId])).get(schemeId)?.content ?? {},
    );
    const group = (await references.unitGroup.newest(tx, [scheme.unitGroupId])).get(scheme.unitGroupId);
    if (!group) {
      throw invalid(
        'filing.cycleId',
        'UNIT_GROUP_NOT_FOUND',
        `The units of cycle ${cycleId} are not known yet.`,
        `尚未收到考核周期 ${cycleId} 的单位分组。`,
      );
    }
    const others = (await filingsOf(tx, cycleId))
      .filter((each) => each.filingId !== filingId)
      .map(({ content }) => Filed.parse(content));
    const faults = checkFiling(Filed.parse(wanted), {
      scheme,
      unitIds: new Set(group.content.unitIds),
      eventIds: new Set(others.flatMap(({ events }) => events.map(({ eventId }) => eventId))),
      ballotKeys: new Set(others.flatMap(({ ballots }) => ballots.map(ballotKey))),
      declarationKeys: new Set(others.flatMap(({ declarations }) => declarations.map(declarationKey))),
      promotedIds: new Set(others.flatMap(({ promotions }) => promotions.map(({ unitId }) => unitId))),
    });
    if (faults.length === 0) return;
    throw new DomainError(
      'INVALID_ARGUMENT',
      'FILING_INVALID',
      {
        en: `The filing has ${faults.length} fault(s): ${faults[0]?.en}`,
        zh: `报送件有 ${faults.length} 处错误：${faults[0]?.zh}`,
      },
      faults.slice(0, 100),
    );
  }
}

function toFiling({ content, etag, version, publishedAt }: Document): Filing {
  const filing = Filing.fromJSON({ ...content, etag, version, publishedAt });
  return { ...filing, ballotCount: filing.ballots.length };
}
