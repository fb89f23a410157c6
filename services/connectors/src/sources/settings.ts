import { bilingual } from '@fuxing/errors';
import { z } from 'zod';

/** Rows asked for at a time where the source does not say. */
export const DEFAULT_PAGE_SIZE = 5_000;

/** Fields of other systems go into queries of theirs, so they are plain names. */
export const field = z
  .string()
  .regex(
    /^[A-Za-z_:][A-Za-z0-9_:]{0,127}$/,
    bilingual('must be a field name of letters, digits, _ and :', '应为字段名，只含字母、数字、_ 和 :'),
  );

/** A query parameter of another system. */
export const parameter = z
  .string()
  .regex(
    /^[A-Za-z$_][A-Za-z0-9$_.[\]-]{0,63}$/,
    bilingual('must be the name of a query parameter', '应为查询参数名'),
  )
  .or(z.literal(''));

/** JSON Pointer (RFC 6901); empty is the whole answer. */
export const pointer = z
  .string()
  .max(500)
  .regex(
    /^(?:\/(?:[^~/]|~[01])*)*$/,
    bilingual('must be a JSON Pointer such as /result/records', '应为 JSON Pointer，例如 /result/records'),
  );

export const url = z
  .url({ protocol: /^https?$/, error: bilingual('must be an http or https URL', '应为 http 或 https 网址') })
  .max(2000)
  .refine(
    (text) => {
      if (!URL.canParse(text)) return true;
      const { username, password, hash } = new URL(text);
      return username === '' && password === '' && hash === '';
    },
    bilingual('must carry no user, password or fragment', '不能带用户名、密码或片段'),
  );
