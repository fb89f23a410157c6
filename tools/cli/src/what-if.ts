import { readFileSync } from 'node:fs';
import { bilingual, languages } from '@fuxing/errors';
import { parse } from 'yaml';
import { z } from 'zod';
import { exitCode, Failure } from './failures';
import type { Session } from './session';

const decimal = z
  .union([z.string(), z.number()], bilingual('must be a number', '应为数值'))
  .transform(String);
const change = z.strictObject({
  indicatorId: z.string(),
  unitId: z.string(),
  period: z.union([z.string(), z.number()]).transform(String),
  value: decimal,
});

/** Changes to try, as a person writes them: shares by node, values and targets as rows, perhaps a whole scheme. */
const Changes = z.strictObject({
  shares: z.record(z.string(), decimal).default({}),
  values: z.array(change).default([]),
  targets: z.array(change).default([]),
  scheme: z.record(z.string(), z.unknown()).optional(),
});

/**
 * The body of a simulation from a YAML file.
 *
 * @throws Failure naming the file and the first fault
 */
export function readChanges(file: string, session: Session): Record<string, unknown> {
  const read = Changes.safeParse(yaml(file));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Failure(
      exitCode.usage,
      'badChanges',
      file,
      issue?.path.join('.') ?? '',
      session.inLanguage(languages(issue?.message ?? '')),
    );
  }
  const { shares, ...rest } = read.data;
  return { ...rest, shares: Object.entries(shares).map(([nodeId, share]) => ({ nodeId, share })) };
}

function yaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8')) ?? {};
  } catch {
    throw new Failure(exitCode.usage, 'badFile', file);
  }
}
