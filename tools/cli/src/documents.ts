import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Document as Yaml, isNode, LineCounter, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { bilingual, languages } from '@fuxing/errors';
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

const text = { error: bilingual('must be text; put it in quotes', '应为文本，请加引号') };
const mapping = { error: bilingual('must be a mapping', '应为映射') };
const Header = z.strictObject(
  {
    apiVersion: z.literal('fuxing/v1', bilingual('must be fuxing/v1', '应为 fuxing/v1')),
    kind: z.string(text),
    metadata: z.strictObject(
      { name: z.string(text).min(1, bilingual('must not be empty', '不能为空')) },
      { error: shape },
    ),
    spec: z.record(z.string(), z.unknown(), mapping),
  },
  { error: shape },
);

function shape(issue: z.core.$ZodRawIssue): string {
  return issue.code === 'unrecognized_keys'
    ? bilingual(`has unknown field ${issue.keys.join(', ')}`, `含有未知字段 ${issue.keys.join('、')}`)
    : mapping.error;
}

/** Values of variables, or that texts are wanted as they are written. */
export type Variables = Record<string, string> | 'as written';

/** A document that cannot be read; nothing of its folder was applied. */
export class BadDocument extends Error {
  /** @param at file, and line where there is one */
  constructor(
    readonly at: string,
    readonly text: { en: string; zh: string },
    options?: ErrorOptions,
  ) {
    super(`${at}: ${text.en}`, options);
  }
}

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
    if (earlier)
      throw new BadDocument(document.at, {
        en: `${id} stands already at ${earlier.at}.`,
        zh: `${id} 已在 ${earlier.at} 出现。`,
      });
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
  if (!stat) throw new BadDocument(path, { en: 'is not there.', zh: '不存在。' });
  if (!stat.isDirectory()) return [path];
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.ya?ml$/.test(name),
  );
  if (files.length === 0)
    throw new BadDocument(path, { en: 'holds no .yaml file.', zh: '没有 .yaml 文件。' });
  return files.sort().map((name) => join(path, name));
}

function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BadDocument(
      file,
      { en: `cannot be read: ${code}.`, zh: `无法读取：${code}。` },
      { cause: error },
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new BadDocument(file, { en: 'is not UTF-8.', zh: '不是 UTF-8 编码。' }, { cause: error });
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
      throw notYaml(`${file}:${fault.linePos?.[0].line ?? 1}`, sentence.trim());
    }
    const content = valueOf(yaml, at);
    return content === null ? [] : [readOne(content, at, lineFinder(file, yaml, lines))];
  });
  if (documents.length === 0)
    throw new BadDocument(`${file}:1`, { en: 'holds no document.', zh: '没有任何文档。' });
  return documents;
}

function fillIn(file: string, text: string, variables: Variables): string {
  if (variables === 'as written') return text;
  const lines = text.split('\n').map((line, n) => {
    if (line.trimStart().startsWith('#')) return line;
    return line.replaceAll(/\$\{([A-Z][A-Z0-9_]*)\}/g, (whole, name: string) => {
      const value = variables[name];
      if (value === undefined) {
        throw new BadDocument(`${file}:${n + 1}`, {
          en: `${whole} has no value; give it with --set ${name}=….`,
          zh: `${whole} 没有值，请用 --set ${name}=… 给出。`,
        });
      }
      if (/[\r\n]/.test(value))
        throw new BadDocument(`${file}:${n + 1}`, {
          en: `${whole} has more than one line.`,
          zh: `${whole} 不止一行。`,
        });
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
    throw notYaml(at, (error as Error).message, error);
  }
}

function readOne(content: unknown, at: string, lineOf: (path: string[]) => string): Document {
  const { data, error } = Header.safeParse(content);
  if (!data) {
    const faults = error.issues.map(({ path, message }) => {
      const { en, zh } = isMissing(content, path) ? { en: 'is missing', zh: '缺失' } : languages(message);
      const field = path.join('.') || 'document';
      return { en: `${field}: ${en}`, zh: `${field}：${zh}` };
    });
    throw new BadDocument(at, {
      en: faults.map(({ en }) => en).join('; '),
      zh: faults.map(({ zh }) => zh).join('；'),
    });
  }
  const kind = findKind(data.kind);
  if (!kind || kind.kind !== data.kind) {
    const known = kinds.map((each) => each.kind).join(', ');
    throw new BadDocument(lineOf(['kind']), {
      en: `kind: ${data.kind} is not one of ${known}.`,
      zh: `kind：${data.kind} 不是 ${known} 之一。`,
    });
  }
  const { name } = data.metadata;
  const inside = data.spec[kind.idField];
  if (inside !== undefined && inside !== name) {
    throw new BadDocument(lineOf(['spec', kind.idField]), {
      en: `spec.${kind.idField} must be ${name}, as metadata.name, or left out.`,
      zh: `spec.${kind.idField} 应与 metadata.name 一致（${name}），或省略。`,
    });
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

/** The library's sentences are English. */
function notYaml(at: string, sentence: string, cause?: unknown): BadDocument {
  return new BadDocument(at, { en: sentence, zh: `YAML 有误：${sentence}` }, { cause });
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
