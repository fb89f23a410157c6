import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Document as Yaml, isNode, LineCounter, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { findKind, type Kind, kinds } from './kinds';

/** One declarative document: the wished state of one resource. */
export interface Document {
  kind: Kind;
  name: string;
  /** The proto's JSON. */
  spec: Record<string, unknown>;
  /** File and line, for messages. */
  at: string;
  /** File and line of a field that the gateway refused, by its dotted path; the nearest one that stands there. */
  lineOf: (field: string) => string;
}

const text = { error: 'must be text; put it in quotes' };
const mapping = { error: 'must be a mapping' };
const Header = z.strictObject(
  {
    apiVersion: z.literal('fuxing/v1', 'must be fuxing/v1'),
    kind: z.string(text),
    metadata: z.strictObject({ name: z.string(text).min(1, 'must not be empty') }, { error: shape }),
    spec: z.record(z.string(), z.unknown(), mapping),
  },
  { error: shape },
);

function shape(issue: z.core.$ZodRawIssue): string {
  return issue.code === 'unrecognized_keys'
    ? `has unknown field ${issue.keys.join(', ')}`
    : 'must be a mapping';
}

/** Values of variables, or that texts are wanted as they are written. */
export type Variables = Record<string, string> | 'as written';

/** A document that cannot be read; nothing of its folder was applied. */
export class BadDocument extends Error {}

/**
 * Reads the YAML documents of a file or, in order of name, of a folder, and sorts them so that each follows what it
 * builds on. `${NAME}` in a text stands for a given variable; with `as written` it stays.
 *
 * @throws BadDocument naming file, line and fault
 */
export function readDocuments(path: string, variables: Variables = {}): Document[] {
  const documents = filesIn(path).flatMap((file) => parseDocuments(file, readText(file), variables));
  const byId = new Map<string, Document>();
  for (const document of documents) {
    const id = idOf(document.kind, document.name);
    const earlier = byId.get(id);
    if (earlier) throw new BadDocument(`${document.at}: ${id} stands already at ${earlier.at}.`);
    byId.set(id, document);
  }
  return inOrder(documents, byId);
}

function idOf(kind: Kind, name: string): string {
  return `${kind.kind}/${name}`;
}

/** By kind; within a kind as written, but each after what it builds on. */
function inOrder(documents: Document[], byId: Map<string, Document>): Document[] {
  const ordered = new Set<Document>();
  const begun = new Set<Document>();
  const add = (document: Document): void => {
    // A circle is the service's to refuse.
    if (begun.has(document)) return;
    begun.add(document);
    const { kind, spec } = document;
    for (const name of kind.buildsOn?.(spec) ?? []) {
      const earlier = byId.get(idOf(kind, name));
      if (earlier) add(earlier);
    }
    ordered.add(document);
  };
  for (const kind of kinds) documents.filter((document) => document.kind === kind).forEach(add);
  return [...ordered];
}

function filesIn(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new BadDocument(`${path} is not there.`);
  if (!stat.isDirectory()) return [path];
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.ya?ml$/.test(name),
  );
  if (files.length === 0) throw new BadDocument(`${path} holds no .yaml file.`);
  return files.sort().map((name) => join(path, name));
}

function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new BadDocument(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`, {
      cause: error,
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new BadDocument(`${file} is not UTF-8.`, { cause: error });
  }
}

/** @throws BadDocument */
export function parseDocuments(file: string, text: string, variables: Variables = {}): Document[] {
  const filled = fillIn(file, text, variables);
  const lines = new LineCounter();
  const parsed = parseAllDocuments(filled, { strict: true, uniqueKeys: true, lineCounter: lines });
  const documents = [...parsed].flatMap((yaml) => {
    const at = `${file}:${lines.linePos(yaml.contents?.range?.[0] ?? yaml.range[0]).line}`;
    const [fault] = [...yaml.errors, ...yaml.warnings];
    if (fault) {
      const [sentence = ''] = fault.message.split(/ at line \d+, column \d+/);
      throw new BadDocument(`${file}:${fault.linePos?.[0].line ?? 1}: ${sentence.trim()}`);
    }
    const content = valueOf(yaml, at);
    return content === null ? [] : [readOne(content, at, lineFinder(file, yaml, lines))];
  });
  if (documents.length === 0) throw new BadDocument(`${file}:1: holds no document.`);
  return documents;
}

function fillIn(file: string, text: string, variables: Variables): string {
  if (variables === 'as written') return text;
  const lines = text.split('\n').map((line, n) => {
    if (line.trimStart().startsWith('#')) return line;
    return line.replaceAll(/\$\{([A-Z][A-Z0-9_]*)\}/g, (whole, name: string) => {
      const value = variables[name];
      if (value === undefined) {
        throw new BadDocument(`${file}:${n + 1}: ${whole} has no value; give it with --set ${name}=….`);
      }
      if (/[\r\n]/.test(value)) throw new BadDocument(`${file}:${n + 1}: ${whole} has more than one line.`);
      return value;
    });
  });
  return lines.join('\n');
}

/** Aliases may multiply a small file beyond all memory; the library counts them. */
function valueOf(yaml: Yaml, at: string): unknown {
  try {
    return yaml.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new BadDocument(`${at}: ${(error as Error).message}`, { cause: error });
  }
}

function readOne(content: unknown, at: string, lineOf: (path: string[]) => string): Document {
  const { data, error } = Header.safeParse(content);
  if (!data) {
    const faults = error.issues.map(
      ({ path, message }) =>
        `${path.join('.') || 'document'}: ${isMissing(content, path) ? 'is missing' : message}`,
    );
    throw new BadDocument(`${at}: ${faults.join('; ')}`);
  }
  const kind = findKind(data.kind);
  if (!kind || kind.kind !== data.kind) {
    throw new BadDocument(
      `${lineOf(['kind'])}: kind: ${data.kind} is not one of ${kinds.map((each) => each.kind).join(', ')}.`,
    );
  }
  const { name } = data.metadata;
  const inside = data.spec[kind.idField];
  if (inside !== undefined && inside !== name) {
    throw new BadDocument(
      `${lineOf(['spec', kind.idField])}: spec.${kind.idField} must be ${name}, as metadata.name, or left out.`,
    );
  }
  return {
    kind,
    name,
    spec: data.spec,
    at,
    lineOf(field) {
      const path = field
        .replaceAll(/\[(\w+)\]/g, '.$1')
        .split('.')
        .filter(Boolean);
      return lineOf(['spec', ...(path[0] === kind.field ? path.slice(1) : path)]);
    },
  };
}

function isMissing(content: unknown, path: PropertyKey[]): boolean {
  let value = content;
  for (const step of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[step];
  return value === undefined;
}

function lineFinder(file: string, yaml: Yaml, lines: LineCounter): (path: string[]) => string {
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const node = yaml.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return `${file}:${lines.linePos(node.range[0]).line}`;
    }
    return `${file}:${lines.linePos(yaml.range?.[0] ?? 0).line}`;
  };
}
