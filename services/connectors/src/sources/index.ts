import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import { z } from 'zod';
import { ckan } from './ckan';
import { csv } from './csv';
import { file } from './file';
import { kafka } from './kafka';
import { open311 } from './open311';
import type { SourceKind } from './reader';
import { rest } from './rest';
import { sql } from './sql';

/** Every kind of source that is pulled, by the field that configures it. */
export const kinds = { rest, csv, file, sql, ckan, open311, kafka } as const satisfies Record<
  string,
  SourceKind
>;

export type KindName = keyof typeof kinds;
const names = Object.keys(kinds) as KindName[];

/** The ways of a source to get its records: a kind that is pulled, or pushed. */
export const ways = [...names, 'push'] as const;

/** Settings of every kind, each as it may be left out. */
export const settingsOfKinds = Object.fromEntries(
  names.map((name) => [name, kinds[name].settings.optional()]),
) as unknown as { [Name in KindName]: z.ZodOptional<(typeof kinds)[Name]['settings']> };

/** What may be written of each kind as JSON Schema, in order of name. */
export function specifications(): { name: KindName; jsonSchema: Record<string, unknown> }[] {
  return names.toSorted().map((name) => ({
    name,
    jsonSchema: z.toJSONSchema(kinds[name].settings, { io: 'input' }),
  }));
}

/** Every kind's field of a source, those it lacks as undefined. */
export function kindsOf<T extends Partial<Record<KindName, unknown>>>(source: T): Pick<T, KindName> {
  return Object.fromEntries(names.map((name) => [name, source[name]])) as Pick<T, KindName>;
}

/** By what field a source is configured; undefined when it is pushed. */
export function kindNameOf(source: Partial<Pick<Source, KindName>>): KindName | undefined {
  return names.find((name) => source[name]);
}

/** The addresses that a source is read from; none: it is pushed, or lies in a folder. */
export function addressesOf(source: Partial<Pick<Source, KindName>>): string[] {
  return [kindOf(source)?.address(source) ?? []].flat();
}

/** The field that grows with every change of a record; empty: there is none. */
export function cursorFieldOf(source: Partial<Pick<Source, KindName>>): string {
  return kindOf(source)?.cursorField?.(source) ?? '';
}

/** Whether what a reading from the beginning does not meet is not there. */
export function tellsAbsence(source: Partial<Pick<Source, KindName>>): boolean {
  return kindOf(source)?.tellsAbsence?.(source) ?? false;
}

/** How a source is read; undefined when it is pushed. */
export function kindOf(source: Partial<Pick<Source, KindName>>): SourceKind | undefined {
  const name = kindNameOf(source);
  return name && kinds[name];
}
