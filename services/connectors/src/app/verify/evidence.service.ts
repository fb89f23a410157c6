import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Evidence } from '@fuxing/contracts/connectors/v1/evidence';
import { inTenant } from '@fuxing/db';
import { bilingual, DomainError, invalid, notFound } from '@fuxing/errors';
import { caller, fields, SETTINGS } from '@fuxing/service';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import type { ConnectorSettings } from '../../config';
import { evidenceById, insertEvidence } from '../../db/verify/evidence';
import { wrongEnding } from '../../domain/verify/file-name';
import { type MediaType, mediaTypeOf, type Refused } from '../../domain/verify/media-type';
import { type EvidenceStore, FolderStore, keyOf, S3Store } from './evidence-store';

const MOST_BYTES = 20 * 1024 * 1024;

export const PutEvidence = z.object({
  evidenceId: fields.requestId,
  name: fields.name.refine(
    (name) => !/[\p{C}/\\]/u.test(name),
    bilingual('must have no slashes and control characters', '不能含斜杠和控制字符'),
  ),
  content: z
    .instanceof(Uint8Array)
    .refine(
      ({ length }) => length > 0 && length <= MOST_BYTES,
      bilingual('must have 1 byte to 20 MiB', '应为 1 字节至 20 MiB'),
    ),
  unitId: fields.id.or(z.literal('')),
});

const WHY: Record<Refused, { zh: string; en: string }> = {
  UNKNOWN_TYPE: {
    zh: '不是 PDF、PNG、JPEG、WebP、xlsx、docx、CSV 或纯文本',
    en: 'is no PDF, PNG, JPEG, WebP, xlsx, docx, CSV or plain text',
  },
  TWO_TYPES: { zh: '同时含有另一种格式的内容', en: 'has content of another format too' },
  BROKEN: { zh: '不完整或已损坏', en: 'is cut off or broken' },
  ACTIVE_CONTENT: {
    zh: '含有宏、脚本或可执行内容',
    en: 'has macros, scripts or things that act by themselves',
  },
  ENCRYPTED: { zh: '已加密，无法查看', en: 'is encrypted, so nobody can look at it' },
};

/** Files behind what people say. */
@Injectable()
export class EvidenceService {
  private readonly store: EvidenceStore | undefined;

  constructor(
    private readonly db: DataSource,
    @Inject(SETTINGS) settings: EvidenceSettings,
  ) {
    this.store = storeOf(settings);
  }

  async put(request: z.infer<typeof PutEvidence>): Promise<Evidence> {
    const { evidenceId, name } = request;
    const unitId = ownUnit(request.unitId);
    const content = Buffer.from(request.content);
    const mediaType = admitted(content);
    assertCalledSo(name, mediaType);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const { tenantId, subject } = caller();
    // Before the row, so that a row never leads to nothing; a file without a row is never found.
    await this.open().put(keyOf(tenantId, sha256), content);
    return inTenant(this.db, tenantId, async (tx) => {
      await insertEvidence(tx, {
        evidenceId,
        name,
        mediaType,
        size: content.length,
        sha256,
        unitId,
        uploadedBy: subject,
      });
      const stored = await find(tx, evidenceId);
      const same =
        stored.sha256 === sha256 &&
        stored.name === name &&
        stored.unitId === unitId &&
        stored.uploadedBy === subject;
      if (same) return stored;
      throw invalid(
        'evidenceId',
        'INVALID_REQUEST',
        `evidenceId ${evidenceId} is another file.`,
        `evidenceId ${evidenceId} 属于另一个文件。`,
      );
    });
  }

  get(evidenceId: string): Promise<Evidence> {
    return inTenant(this.db, caller().tenantId, (tx) => find(tx, evidenceId));
  }

  /** @throws DomainError EVIDENCE_DAMAGED when it is not what was brought */
  async download(evidenceId: string): Promise<{ name: string; content: Buffer }> {
    const { name, sha256, size } = await this.get(evidenceId);
    const content = await this.open().get(keyOf(caller().tenantId, sha256), size);
    if (content && createHash('sha256').update(content).digest('hex') === sha256) return { name, content };
    throw new DomainError('FAILED_PRECONDITION', 'EVIDENCE_DAMAGED', {
      en: `Evidence ${evidenceId} ${content ? 'is not the file that was brought' : 'is missing in the storage'}; tell the operator.`,
      zh: `佐证材料 ${evidenceId} ${content ? '与上传时不一致' : '在存储中缺失'}，请告知系统管理员。`,
    });
  }

  private open(): EvidenceStore {
    if (this.store) return this.store;
    throw new DomainError('FAILED_PRECONDITION', 'EVIDENCE_STORE_MISSING', {
      en: 'No storage for evidence is set up; the operator sets EVIDENCE_URL.',
      zh: '未配置佐证材料存储，请系统管理员设置 EVIDENCE_URL。',
    });
  }
}

/** A file is of the unit of whoever brings it, so that nobody brings one in the name of another unit or hides his own. */
function ownUnit(asked: string): string {
  const { unitId } = caller();
  if (asked === '' || asked === unitId) return unitId;
  throw new DomainError('PERMISSION_DENIED', 'UNIT_FORBIDDEN', {
    en:
      unitId === ''
        ? `You are of no unit and bring nothing for ${asked}.`
        : `You are of ${unitId} and bring nothing for ${asked}.`,
    zh:
      unitId === ''
        ? `本人不属于任何单位，不能以 ${asked} 名义上传。`
        : `本人属于 ${unitId}，不能以 ${asked} 名义上传。`,
  });
}

type EvidenceSettings = Pick<
  ConnectorSettings,
  'EVIDENCE_URL' | 'EVIDENCE_S3_REGION' | 'EVIDENCE_S3_ACCESS_KEY' | 'EVIDENCE_S3_SECRET_KEY'
>;

function storeOf(settings: EvidenceSettings): EvidenceStore | undefined {
  const url = settings.EVIDENCE_URL;
  if (url === '') return undefined;
  if (url.startsWith('file:')) return new FolderStore(fileURLToPath(url));
  return new S3Store({
    url,
    region: settings.EVIDENCE_S3_REGION,
    accessKeyId: settings.EVIDENCE_S3_ACCESS_KEY,
    secretAccessKey: settings.EVIDENCE_S3_SECRET_KEY,
  });
}

function admitted(content: Buffer): MediaType {
  const told = mediaTypeOf(content);
  if ('type' in told) return told.type;
  const { zh, en } = WHY[told.refused];
  throw invalid(
    'content',
    'EVIDENCE_REFUSED',
    `The file ${en} (${told.refused}).`,
    `该文件${zh}（${told.refused}）。`,
  );
}

function assertCalledSo(name: string, type: MediaType): void {
  const right = wrongEnding(name, type);
  if (!right) return;
  const endings = right.map((one) => `.${one}`);
  throw invalid(
    'name',
    'EVIDENCE_REFUSED',
    `${name} is ${type} by its content; its name must end in ${endings.join(', ')}, or have no ending.`,
    `${name} 的内容为 ${type}，文件名应以 ${endings.join('、')} 结尾，或不带扩展名。`,
  );
}

async function find(tx: EntityManager, evidenceId: string): Promise<Evidence> {
  const [found] = await evidenceById(tx, [evidenceId]);
  if (found) return found;
  throw notFound('EVIDENCE_NOT_FOUND', `No evidence ${evidenceId}.`, `没有佐证材料 ${evidenceId}。`);
}

/**
 * Whether files that an act names are there.
 *
 * @param unitId of whoever answers for a unit, who names only what the unit brought; empty: any
 * @throws DomainError EVIDENCE_NOT_FOUND
 */
export async function assertEvidence(tx: EntityManager, ids: string[], unitId = ''): Promise<void> {
  const found = await evidenceById(tx, ids);
  const there = new Set(
    found.filter((one) => unitId === '' || one.unitId === unitId).map(({ evidenceId }) => evidenceId),
  );
  const n = ids.findIndex((id) => !there.has(id));
  if (n < 0) return;
  throw invalid(
    `evidenceIds[${n}]`,
    'EVIDENCE_NOT_FOUND',
    `No evidence ${ids[n]}; put it first.`,
    `没有佐证材料 ${ids[n]}，请先上传。`,
  );
}
