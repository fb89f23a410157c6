import type { DescMessage, Message } from '@bufbuild/protobuf';
import { Problem, problem } from '../http/problem';
import type { Access, Role } from './access';
import type { Caller } from './caller';

/** Checks that do not need the request: run before its body is read. */
export function allowRole({ roles, unit }: Caller, row: Access): void {
  const granted = row.roles.filter((role) => roles.includes(role));
  if (granted.length === 0) throw roleMissing(row.roles);
  if (keptToUnit(granted) && unit === undefined) throw problem('UNIT_MISSING');
}

const CHINESE: Record<Role, string> = {
  operator: '系统管理员',
  office: '考核办',
  verifier: '核验员',
  leader: '领导',
  auditor: '审计员',
  system: '对接系统',
  reporter: '填报员',
};

function roleMissing(roles: readonly Role[]): Problem {
  const { status, reason, text } = problem('ROLE_MISSING');
  return new Problem(status, reason, {
    en: `${text.en.slice(0, -1)}; it takes ${roles.join(' or ')}.`,
    zh: `${text.zh.slice(0, -1)}，需要角色：${roles.map((role) => `${role}（${CHINESE[role]}）`).join('或')}。`,
  });
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
