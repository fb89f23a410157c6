import { SchemaChangeKind, type SourceSchema } from '@fuxing/contracts/connectors/v1/source_schemas';
import { Documents, inTenant } from '@fuxing/db';
import { bilingual, DomainError, notFound } from '@fuxing/errors';
import { caller, fields } from '@fuxing/service';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { lockSource } from '../../db/collect/records';
import { addSchema, changesOf, newestSchema } from '../../db/collect/schemas';
import { withChanges } from '../../domain/collect/schema';
import { fieldTypes } from './field-types';
import { sentenceOf, type StandingChange, standingChanges } from './schema-watch';

export const AcceptSourceSchema = z.object({
  sourceId: fields.id,
  version: z.number().int().min(1, bilingual('must be the version that was looked at', '应为所查看的版本号')),
  reason: fields.text.refine((reason) => reason.trim() !== '', bilingual('must not be empty', '不能为空')),
});

/** What the records of sources look like, and what people take for right. */
@Injectable()
export class SchemasService {
  private readonly sources = new Documents('source');

  constructor(private readonly db: DataSource) {}

  get(sourceId: string): Promise<SourceSchema> {
    return inTenant(this.db, caller().tenantId, (tx) => this.read(tx, sourceId));
  }

  /** The same acceptance again finds its version there. */
  accept({ sourceId, version, reason }: z.infer<typeof AcceptSourceSchema>): Promise<SourceSchema> {
    const { tenantId, subject } = caller();
    return inTenant(this.db, tenantId, async (tx) => {
      await lockSource(tx, sourceId);
      const newest = await newestSchema(tx, sourceId);
      if (newest && newest.version !== version + 1) {
        if (newest.version !== version) throw changed(newest.version);
        const changes = await changesOf(tx, sourceId, version);
        if (changes.length > 0) {
          await addSchema(tx, sourceId, {
            version: version + 1,
            fields: withChanges(newest.fields, changes),
            acceptedBy: subject,
            reason,
          });
        }
      }
      return this.read(tx, sourceId);
    });
  }

  private async read(tx: EntityManager, sourceId: string): Promise<SourceSchema> {
    if (!(await this.sources.get(tx, sourceId)))
      throw notFound('SOURCE_NOT_FOUND', `No source ${sourceId}.`, `没有数据来源 ${sourceId}。`);
    const schema = await newestSchema(tx, sourceId);
    if (!schema) {
      throw notFound(
        'SCHEMA_NOT_LEARNED',
        `Source ${sourceId} has brought no record yet, from which its schema is learned.`,
        `数据来源 ${sourceId} 尚未取得任何记录，无法得知其字段结构。`,
      );
    }
    const changes = await standingChanges(tx, sourceId);
    return {
      sourceId,
      ...schema,
      fields: schema.fields.map(({ name, type, presentShare }) => ({
        name,
        type: fieldTypes(type),
        presentShare,
      })),
      changes: changes.map(told),
      stopped: changes.some(({ isStop }) => isStop),
    };
  }
}

function told(change: StandingChange) {
  const { kind, field, newName = '', typeBefore, typeNow, usedBy, pullId } = change;
  return {
    kind: SchemaChangeKind[`SCHEMA_CHANGE_KIND_${kind}`],
    field,
    newName,
    typeBefore: fieldTypes(typeBefore),
    typeNow: fieldTypes(typeNow),
    usedBy,
    pullId,
    ...sentenceOf(change),
  };
}

function changed(now: number): DomainError {
  return new DomainError('ABORTED', 'SCHEMA_CHANGED', {
    en: `The schema is at version ${now} now; look at its changes again.`,
    zh: `字段结构现为第 ${now} 版，请重新查看其变化。`,
  });
}
