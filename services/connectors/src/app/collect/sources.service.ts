import { bilingual, invalid, notFound } from '@fuxing/errors';
import { Source } from '@fuxing/contracts/connectors/v1/sources';
import { UnitMapping } from '@fuxing/contracts/connectors/v1/unit_mappings';
import { type Document, Documents, inTenant } from '@fuxing/db';
import { caller, fields, page, SETTINGS, slice } from '@fuxing/service';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { ConnectorSettings } from '../../config';
import { addressesOf, kindsOf, settingsOfKinds, tellsAbsence, ways } from '../../sources/index';
import { MAX_PULL_BYTES } from '../../sources/intake';
import { Permissions } from '../../sources/permissions';
import { field } from '../../sources/settings';
import { ENTRY_KEY } from '../../domain/collect/manual-value';
import { setSchedule } from '../../db/collect/schedules';
import { collection } from './collection.request';
import type { PutUnitMapping } from '../measure/unit-mapping.request';

const column = z.string().min(1, bilingual('must not be empty', '不能为空')).max(200);

/** A source as a caller may write it. */
export const SourceSettings = z
  .object({
    name: z.string().max(200),
    nameEn: z.string().max(200),
    keyField: z.string().max(200),
    credentialId: fields.id.or(z.literal('')).default(''),
    ...settingsOfKinds,
    push: z.object({ byHand: z.boolean().default(false) }).optional(),
    ...collection,
  })
  .refine(
    (source) => ways.filter((way) => source[way]).length === 1,
    bilingual(`must have one of ${ways.join(', ')}`, `${ways.join('、')} 应有且只有一项`),
  );

export const PutSource = z.object({
  sourceId: fields.id,
  etag: z.string(),
  source: SourceSettings.safeExtend({ name: fields.name, keyField: column })
    .refine(({ rest, keyField }) => !rest || field.safeParse(keyField).success, {
      path: ['keyField'],
      message: bilingual(
        'must be a field name of letters, digits, _ and :',
        '应为字段名，只含字母、数字、_ 和 :',
      ),
    })
    .refine(({ push, keyField, selfReported }) => !push?.byHand || (keyField === ENTRY_KEY && selfReported), {
      path: ['push', 'byHand'],
      message: bilingual(
        `needs keyField ${ENTRY_KEY} and selfReported, for these records are what units say of themselves`,
        `要求 keyField 为 ${ENTRY_KEY} 且 selfReported 为 true，因为这些记录是单位自报的`,
      ),
    })
    .refine((source) => !source.deletes?.absent || tellsAbsence(asSource(source)), {
      path: ['deletes', 'absent'],
      message: bilingual(
        'needs a source that is read by key, in one answer or from one file; pages that shift may miss what is there',
        '要求来源按主键读取、一次返回全部或为单个文件；分页错位时可能漏读仍然存在的记录',
      ),
    }),
});

export const ListSources = z.object(fields.pageFields);
export const ListUnitMappings = z.object(fields.pageFields);

/** Where records come from, and what their codes mean. */
@Injectable()
export class SourcesService {
  private readonly sources = new Documents('source');
  private readonly mappings = new Documents('unit_mapping');
  private readonly permissions: Permissions;

  constructor(
    private readonly db: DataSource,
    @Inject(SETTINGS)
    private readonly settings: Pick<ConnectorSettings, 'ALLOW_PRIVATE_ADDRESSES'> &
      Partial<Pick<ConnectorSettings, 'MAX_PULL_BYTES'>>,
  ) {
    this.permissions = new Permissions(settings.ALLOW_PRIVATE_ADDRESSES);
  }

  async putSource({ sourceId, source, etag }: z.infer<typeof PutSource>): Promise<Source> {
    const wanted = asSource(source, sourceId);
    const { MAX_PULL_BYTES: most = MAX_PULL_BYTES } = this.settings;
    if (wanted.maxBytes > most)
      throw invalid(
        'source.maxBytes',
        'INVALID_REQUEST',
        `must be at most the ${most} bytes that the operator allows`,
        `不能超过运维人员允许的 ${most} 字节`,
      );
    const { tenantId } = caller();
    const allowed = this.permissions.of(tenantId, sourceId);
    for (const address of addressesOf(wanted)) allowed.assertUrl(new URL(address));
    return inTenant(this.db, tenantId, async (tx) => {
      const stored = toSource(await this.sources.put(tx, sourceId, Source.toJSON(wanted) as object, etag));
      await setSchedule(tx, sourceId, stored.paused ? undefined : stored.schedule);
      return stored;
    });
  }

  getSource(sourceId: string): Promise<Source> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const stored = await this.sources.get(tx, sourceId);
      if (!stored) throw notFound('SOURCE_NOT_FOUND', `No source ${sourceId}.`, `没有数据来源 ${sourceId}。`);
      return toSource(stored);
    });
  }

  listSources(request: z.infer<typeof ListSources>) {
    const asked = page(request);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found = await this.sources.list(tx, asked.after?.[0], asked.size + 1);
      const { rows, nextPageToken } = slice(found, asked, ({ id }) => [id]);
      return { sources: rows.map(toSource), nextPageToken };
    });
  }

  putMapping({ unitMappingId, unitMapping, etag }: z.infer<typeof PutUnitMapping>): Promise<UnitMapping> {
    const wanted: UnitMapping = { ...unitMapping, unitMappingId, etag: '' };
    return inTenant(this.db, caller().tenantId, async (tx) =>
      toMapping(await this.mappings.put(tx, unitMappingId, UnitMapping.toJSON(wanted) as object, etag)),
    );
  }

  getMapping(unitMappingId: string): Promise<UnitMapping> {
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const stored = await this.mappings.get(tx, unitMappingId);
      if (stored) return toMapping(stored);
      throw notFound(
        'UNIT_MAPPING_NOT_FOUND',
        `No unit mapping ${unitMappingId}.`,
        `没有单位映射 ${unitMappingId}。`,
      );
    });
  }

  listMappings(request: z.infer<typeof ListUnitMappings>) {
    const asked = page(request);
    return inTenant(this.db, caller().tenantId, async (tx) => {
      const found = await this.mappings.list(tx, asked.after?.[0], asked.size + 1);
      const { rows, nextPageToken } = slice(found, asked, ({ id }) => [id]);
      return { unitMappings: rows.map(toMapping), nextPageToken };
    });
  }
}

/** What was written of a source, as a message. */
export function asSource(source: z.infer<typeof SourceSettings>, sourceId = ''): Source {
  const { push, schedule, deletes } = source;
  return { ...source, ...kindsOf(source), push, schedule, deletes, sourceId, etag: '' };
}

export const toSource = (stored: Document): Source =>
  Source.fromJSON({ ...stored.content, etag: stored.etag });
export const toMapping = (stored: Document): UnitMapping =>
  UnitMapping.fromJSON({ ...stored.content, etag: stored.etag });
