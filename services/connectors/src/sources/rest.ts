import { bilingual } from '@fuxing/errors';
import { z } from 'zod';
import { readPaged } from './paged';
import type { SourceKind } from './reader';
import { field, parameter, pointer, url } from './settings';
import { readSoda } from './soda';

const PAGING = ['whole', 'offset', 'page', 'cursor', 'linkHeader', 'nextUrl'] as const;

const nextPath = pointer.min(1, bilingual('must name where the next page is', '应写明下一页所在位置'));

/** JSON over HTTP: the Socrata SODA dialect, or what `paging` declares. */
export const rest = {
  settings: z
    .object({
      url,
      pageSize: z.number().int().min(0).max(50_000).default(0),
      cursorField: field.or(z.literal('')).default(''),
      recordsPath: pointer.default(''),
      sinceParam: parameter.default(''),
      whole: z.object({}).optional(),
      offset: z.object({ offsetParam: parameter, limitParam: parameter }).optional(),
      page: z.object({ pageParam: parameter, sizeParam: parameter, fromZero: z.boolean() }).optional(),
      cursor: z.object({ cursorParam: parameter, nextPath }).optional(),
      linkHeader: z.object({}).optional(),
      nextUrl: z.object({ nextPath }).optional(),
    })
    .refine(
      (settings) => PAGING.filter((kind) => settings[kind]).length <= 1,
      bilingual(`must have at most one of ${PAGING.join(', ')}`, `${PAGING.join('、')} 最多只能有一项`),
    )
    .refine(
      (settings) =>
        PAGING.every((kind) => !settings[kind]) ||
        (settings.cursorField === '') === (settings.sinceParam === ''),
      {
        path: ['sinceParam'],
        error: bilingual(
          'must be given together with cursorField, so that only what changed is asked for',
          '应与 cursorField 同时填写，才能只取有变化的记录',
        ),
      },
    )
    .refine((settings) => settings.sinceParam === '' || PAGING.some((kind) => settings[kind]), {
      path: ['sinceParam'],
      error: bilingual('is only for a declared kind of paging', '只用于声明了分页方式的来源'),
    }),
  address: ({ rest: { url: address = '' } = {} }) => address,
  cursorField: ({ rest: declared }) => declared?.cursorField,
  read: (source, start, context) =>
    PAGING.some((kind) => source.rest?.[kind])
      ? readPaged(source, start, context)
      : readSoda(source, start, context),
  tellsAbsence: ({ rest }) => PAGING.every((kind) => kind === 'whole' || !rest?.[kind]),
} satisfies SourceKind;
