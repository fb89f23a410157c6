import type { DescMessage, Message } from '@bufbuild/protobuf';
import { problem } from '../http/problem';
import type { Access, Role } from './access';
import type { Caller } from './caller';

/** Checks that do not need the request: run before its body is read. */
export function allowRole({ roles, unit }: Caller, row: Access): void {
  const granted = row.roles.filter((role) => roles.includes(role));
  if (granted.length === 0) throw problem('ROLE_MISSING');
  if (keptToUnit(granted) && unit === undefined) throw problem('UNIT_MISSING');
}

/** Keeps a caller with only unit-scoped roles to its own unit; prepared once per RPC. */
export function unitGuard(row: Access, input: DescMessage): (caller: Caller, request: Message) => void {
  if (!('unit' in row) || row.unit === 'shared') return () => undefined;
  const { field: name, part } = row.unit;
  const field = input.fields.find((field) => field.name === name);
  if (!field || field.fieldKind !== 'scalar')
    throw new Error(`${input.typeName} has no scalar field ${name}.`);
  const { localName } = field;

  return (caller, request) => {
    if (!keptToUnit(row.roles.filter((role) => caller.roles.includes(role)))) return;
    const fields = request as unknown as Record<string, string>;
    const value = fields[localName] ?? '';
    if (part === undefined && value === '' && caller.unit) {
      fields[localName] = caller.unit;
      return;
    }
    const unit = part === undefined ? value : value.split('~')[part];
    if (unit !== caller.unit) throw problem('UNIT_FORBIDDEN');
  };
}

export function keptToUnit(granted: readonly Role[]): boolean {
  return granted.every((role) => role === 'reporter');
}
