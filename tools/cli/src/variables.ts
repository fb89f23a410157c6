import { exitCode, Failure } from './failures';

/** One more `NAME=VALUE` of a repeatable option. @throws Failure badSet */
export function variable(text: string, earlier: Record<string, string>): Record<string, string> {
  const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new Failure(exitCode.usage, 'badSet', text);
  return { ...earlier, [name]: value };
}
