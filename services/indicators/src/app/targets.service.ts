import { bilingual, invalid, notFound } from '@fuxing/errors';
import type { Target } from '@fuxing/contracts/indicators/v1/indicators';
import { Documents, inTenant } from '@fuxing/db';
import { publish } from '@fuxing/outbox';
import { caller, fields, page, pageKey, slice } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { targetsChanged } from '../events/published';

const EVENT_SIZE = 1000;

export const PutTargets = z.object({
  indicatorId: fields.id,
  targets: z
    .array(
      z.object({ indicatorId: z.string(), unitId: fields.id, period: fields.period, value: fields.decimal }),
    )
    .min(1, bilingual('must hold at least one target', '至少要有一个目标值'))
    .max(10_000, bilingual('must hold at most 10,000 targets', '最多 10,000 个目标值')),
});

export const ListTargets = z.object({ ...fields.pageFields, indicatorId: z.string(), unitId: z.string() });

@Injectable()
export class TargetsService {
  private readonly indicators = new Documents('indicator');
  private readonly units = new Documents('unit');

  constructor(private readonly db: DataSource) {}

  /** Sets the targets of one indicator, all or none; tells the others of those that changed. */
  put({ indicatorId, targets }: z.infer<typeof PutTargets>): Promise<number> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('targets/' || $1, 0))`, [indicatorId]);
      if (!(await this.indicators.get(tx, indicatorId))) {
        throw notFound('INDICATOR_NOT_FOUND', `No indicator ${indicatorId}.`, `没有指标 ${indicatorId}。`);
      }
      const units = await this.units.getMany(tx, [...new Set(targets.map((target) => target.unitId))]);
      const seen = new Set<string>();
      for (const [n, target] of targets.entries()) {
        const at = `targets[${n}]`;
        if (target.indicatorId && target.indicatorId !== indicatorId) {
          throw invalid(
            `${at}.indicatorId`,
            'INDICATOR_OTHER',
            `It must be ${indicatorId} or empty, got ${target.indicatorId}.`,
            `应为 ${indicatorId} 或留空，收到 ${target.indicatorId}。`,
          );
        }
        if (!units.has(target.unitId)) {
          throw invalid(
            `${at}.unitId`,
            'UNIT_NOT_FOUND',
            `No unit ${target.unitId}.`,
            `没有单位 ${target.unitId}。`,
          );
        }
        const key = `${target.unitId} ${target.period}`;
        if (seen.has(key)) {
          throw invalid(
            at,
            'TARGET_TWICE',
            `${target.unitId} has two targets for ${target.period}.`,
            `单位 ${target.unitId} 在 ${target.period} 有两个目标值。`,
          );
        }
        seen.add(key);
      }
      const changed: Target[] = await tx.query(
        `INSERT INTO target (tenant_id, indicator_id, unit_id, period, value)
         SELECT current_setting('fuxing.tenant_id'), $1, t.* FROM unnest($2::text[], $3::text[], $4::numeric[]) AS t
         ON CONFLICT ON CONSTRAINT target_pk DO UPDATE SET value = excluded.value WHERE target.value <> excluded.value
         RETURNING indicator_id AS "indicatorId", unit_id AS "unitId", period, value`,
        [
          indicatorId,
          targets.map((t) => t.unitId),
          targets.map((t) => t.period),
          targets.map((t) => t.value),
        ],
      );
      for (let at = 0; at < changed.length; at += EVENT_SIZE) {
        await publish(tx, targetsChanged(changed.slice(at, at + EVENT_SIZE)));
      }
      return changed.length;
    });
  }

  list(request: z.infer<typeof ListTargets>) {
    const { indicatorId, unitId } = request;
    const at = page(request, { indicatorId, unitId }, [pageKey.text, pageKey.text, pageKey.text]);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const rows: Target[] = await tx.query(
        `SELECT indicator_id AS "indicatorId", unit_id AS "unitId", period, value FROM target
         WHERE ($1 = '' OR indicator_id = $1) AND ($2 = '' OR unit_id = $2)
           AND (indicator_id, unit_id, period) > ($3, $4, $5)
         ORDER BY indicator_id, unit_id, period LIMIT $6`,
        [indicatorId, unitId, ...(at.after ?? ['', '', '']), at.size + 1],
      );
      const { rows: targets, nextPageToken } = slice(rows, at, (last) => [
        last.indicatorId,
        last.unitId,
        last.period,
      ]);
      return { targets, nextPageToken };
    });
  }
}
