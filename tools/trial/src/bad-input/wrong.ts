export type Json = Record<string, unknown>;

export const PEOPLE = ['guanli', 'kaohe', 'heyan', 'shichang', 'lingdao', 'linqu'] as const;

export type Who = (typeof PEOPLE)[number] | 'system' | 'nobody' | 'garbage';

/** One wrong request and the refusal that it must get. */
export interface Wrong {
  name: string;
  who: Who;
  line: string;
  body?: unknown;
  headers?: Record<string, string>;
  status: number;
  reason: string;
  /** One of the fields that the refusal names. */
  field?: string;
}

export function wrong(
  name: string,
  who: Who,
  line: string,
  body: unknown,
  status: number,
  reason: string,
  field?: string,
  headers?: Record<string, string>,
): Wrong {
  return {
    name,
    who,
    line,
    body,
    status,
    reason,
    ...(field === undefined ? {} : { field }),
    ...(headers ? { headers } : {}),
  };
}

export const invalid = (
  name: string,
  who: Who,
  line: string,
  body: unknown,
  field?: string,
  reason = 'INVALID_REQUEST',
): Wrong => wrong(name, who, line, body, 400, reason, field);
