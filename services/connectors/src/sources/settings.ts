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

const noUserOrFragment = (text: string): boolean => {
  if (!URL.canParse(text)) return true;
  const { username, password, hash } = new URL(text);
  return username === '' && password === '' && hash === '';
};
const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(URL.canParse(text) ? new URL(text).pathname : '');
    return true;
  } catch {
    return false;
  }
};
const addressed = (protocol: RegExp, en: string, zh: string) =>
  z
    .url({ protocol, error: bilingual(en, zh) })
    .max(2000)
    // URL would leave these out, and read on what is left.
    .regex(/^[^\s\\]*$/, bilingual('must have no blanks, line ends or \\', '不能含空白、换行或 \\'))
    .refine(
      noUserOrFragment,
      bilingual('must carry no user, password or fragment', '不能带用户名、密码或片段'),
    );

export const url = addressed(/^https?$/, 'must be an http or https URL', '应为 http 或 https 网址');

export const fileUrl = addressed(
  /^(https?|sftp)$/,
  'must be an http, https or sftp URL',
  '应为 http、https 或 sftp 网址',
  // By HTTP a path goes as it is written, in whatever encoding; by SFTP it is a name of a file.
).refine(
  (text) => !/^sftp:/i.test(text) || isDecodable(text),
  bilingual('must have a path in UTF-8', '路径应为 UTF-8 编码'),
);

/** A name or an address, without port. */
export const host = z
  .string()
  .max(253)
  .regex(
    /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[?[0-9A-Fa-f:.]+\]?)$/,
    bilingual('must be the name or address of a host, without port', '应为主机名或地址，不带端口'),
  );
