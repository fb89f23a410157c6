import {
  type CheckSourceResponse,
  type DiscoverSourceResponse,
  type Source,
} from '@fuxing/contracts/connectors/v1/sources';
import { DomainError } from '@fuxing/errors';
import { caller, fields, SETTINGS } from '@fuxing/service';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { describeRows, problemsOf } from '../../domain/collect/describe-rows';
import { cursorFieldOf, kindNameOf, kindOf } from '../../sources/index';
import type { Warning } from '../../sources/reader';
import { SourceError } from '../../sources/source-error';
import { fieldTypes } from './field-types';
import { Outside, type OutsideSettings } from './outside';
import { asSource, SourceSettings } from './sources.service';

/** Callers wait for the answer; a source that takes longer for one page is not readable. */
const PATIENCE_MS = 20_000;

/** The field of Source that says by what changes are asked for. */
const CURSORS: Record<string, string> = {
  rest: 'rest.cursorField',
  sql: 'sql.cursorColumn',
  open311: 'open311.updatedAfter',
};

export const TrySourceRequest = z.object({
  source: SourceSettings.safeExtend({ sourceId: fields.id.or(z.literal('')).default('') }),
});

/** Reads the first page of a source that need not be stored. Stores nothing. */
@Injectable()
export class TrySource implements OnModuleDestroy {
  private readonly outside: Outside;

  constructor(db: DataSource, @Inject(SETTINGS) settings: OutsideSettings) {
    this.outside = new Outside(db, settings);
  }

  async onModuleDestroy(): Promise<void> {
    await this.outside.close();
  }

  async check({ source }: z.infer<typeof TrySourceRequest>): Promise<CheckSourceResponse> {
    const asked = asSource(source, source.sourceId);
    try {
      const { rows, warnings } = await this.firstPage(asked);
      const found = problemsOf(rows, asked.keyField, cursorFieldOf(asked));
      const cursor = CURSORS[kindNameOf(asked) ?? ''];
      const problems = found.map((problem) =>
        problem.field === 'cursorField' && cursor ? { ...problem, field: cursor } : problem,
      );
      return { rows: rows.length, problems, warnings };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      const problem = { code: 'NOT_READABLE', field: kindNameOf(asked) ?? '', ...error.text };
      return { rows: 0, problems: [problem], warnings: [] };
    }
  }

  /** @throws DomainError SOURCE_NOT_READABLE */
  async discover({ source }: z.infer<typeof TrySourceRequest>): Promise<DiscoverSourceResponse> {
    try {
      const { rows, warnings } = await this.firstPage(asSource(source, source.sourceId));
      const seen = describeRows(rows);
      return {
        ...seen,
        warnings,
        fields: seen.fields.map(({ type, ...field }) => ({
          ...field,
          type: fieldTypes(type),
        })),
      };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      throw new DomainError('FAILED_PRECONDITION', 'SOURCE_NOT_READABLE', error.text);
    }
  }

  private async firstPage(source: Source): Promise<{ rows: unknown[]; warnings: Warning[] }> {
    const kind = kindOf(source);
    if (!kind) {
      throw new DomainError('FAILED_PRECONDITION', 'SOURCE_IS_PUSHED', {
        en: 'A source that is pushed to has no page to read.',
        zh: '推送方式的数据来源没有可读取的页面。',
      });
    }
    const stopped = AbortSignal.timeout(PATIENCE_MS);
    try {
      const { tenantId } = caller();
      // Two requests are no load, and nobody waits a minute for them.
      const tried = { ...source, requestsPerMinute: 0 };
      const warned: Warning[] = [];
      const pages = this.outside.read(tenantId, tried, kind.read, undefined, stopped, { isTried: true });
      for await (const { rows, warnings = [] } of pages) {
        warned.push(...warnings);
        // Some readers say first where they stand.
        if (rows.length > 0) return { rows, warnings: warned };
      }
      return { rows: [], warnings: warned };
    } catch (error) {
      if (!stopped.aborted) throw error;
      const seconds = PATIENCE_MS / 1000;
      throw new SourceError(
        {
          en: `The first page did not come within ${seconds} s.`,
          zh: `第一页未在 ${seconds} 秒内返回。`,
        },
        true,
      );
    }
  }
}
