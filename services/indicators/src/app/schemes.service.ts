import { DomainError, invalid, notFound } from '@fuxing/errors';
import { Scheme } from '@fuxing/contracts/indicators/v1/schemes';
import { type Document, Documents, inTenant } from '@fuxing/db';
import { publish } from '@fuxing/outbox';
import {
  checkScheme,
  type Direction,
  type FieldViolation,
  leavesOf,
  namedUnitIds,
  Scheme as ScoringScheme,
  unknownUnits,
} from '@fuxing/scoring';
import { caller, fields, page, slice } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { schemePublished } from '../events/published';

/** The tree itself is judged by the scoring library, which names every broken rule. */
export const PutScheme = z.object({
  schemeId: fields.id,
  etag: z.string(),
  scheme: z.looseObject({
    name: fields.name,
    nameEn: z.string().max(200),
    unitGroupId: fields.id,
    effectiveFrom: fields.period,
  }),
});

export const ListSchemes = z.object(fields.pageFields);

@Injectable()
export class SchemesService {
  private readonly schemes = new Documents('scheme');
  private readonly indicators = new Documents('indicator');
  private readonly groups = new Documents('unit_group');
  private readonly units = new Documents('unit');

  constructor(private readonly db: DataSource) {}

  /** Publishes a scheme that the scoring library can use without a fault. */
  put({ schemeId, scheme, etag }: { schemeId: string; scheme: Scheme; etag: string }): Promise<Scheme> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      if (!(await this.groups.get(tx, scheme.unitGroupId))) {
        throw invalid(
          'scheme.unitGroupId',
          'UNIT_GROUP_NOT_FOUND',
          `No unit group ${scheme.unitGroupId}.`,
          `没有考核分组 ${scheme.unitGroupId}。`,
        );
      }
      const wanted = Scheme.toJSON({
        ...scheme,
        schemeId,
        version: 0,
        publishedAt: undefined,
        etag: '',
      }) as object;
      await this.assertUsable(tx, wanted);
      const stored = await this.schemes.put(tx, schemeId, wanted, etag);
      const message = toScheme(stored);
      if (stored.changed) await publish(tx, schemePublished(message));
      return message;
    });
  }

  get(schemeId: string): Promise<Scheme> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const stored = await this.schemes.get(tx, schemeId);
      if (!stored) throw notFound('SCHEME_NOT_FOUND', `No scheme ${schemeId}.`, `没有考核方案 ${schemeId}。`);
      return toScheme(stored);
    });
  }

  list(request: z.infer<typeof ListSchemes>) {
    const at = page(request);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found = await this.schemes.list(tx, at.after?.[0], at.size + 1);
      const { rows, nextPageToken } = slice(found, at, ({ id }) => [id]);
      return { schemes: rows.map(toScheme), nextPageToken };
    });
  }

  private async assertUsable(tx: EntityManager, content: object): Promise<void> {
    const scheme = ScoringScheme.parse(content);
    const used = [...leavesOf(scheme)].flatMap(([{ indicatorId, valueRule }]) => [
      indicatorId,
      ...(valueRule?.corrections ?? []).map((correction) => correction.indicatorId),
    ]);
    const library = await this.indicators.getMany(tx, used.filter(Boolean));
    const indicators = new Map(
      [...library].map(([id, { content }]) => {
        const {
          direction,
          changesSign = false,
          priceBasis,
        } = content as {
          direction: Direction;
          changesSign?: boolean;
          priceBasis?: string;
        };
        return [id, { direction, changesSign, priceBasis }];
      }),
    );
    const faults = [...checkScheme(scheme, indicators), ...(await this.unknownUnits(tx, scheme))].map(
      (fault) => ({ ...fault, field: `scheme.${fault.field}` }),
    );
    if (faults.length > 0) {
      const count = faults.length;
      throw new DomainError(
        'INVALID_ARGUMENT',
        'SCHEME_INVALID',
        {
          en: `The scheme breaks ${count} rule(s): ${faults[0]?.en}`,
          zh: `方案违反 ${count} 条规则：${faults[0]?.zh}`,
        },
        faults,
      );
    }
  }

  private async unknownUnits(tx: EntityManager, scheme: ScoringScheme): Promise<FieldViolation[]> {
    const known = await this.units.getMany(tx, namedUnitIds(scheme));
    return unknownUnits(scheme, new Set(known.keys()));
  }
}

const toScheme = ({ content, etag, version, publishedAt }: Document): Scheme =>
  Scheme.fromJSON({ ...content, etag, version, publishedAt });
