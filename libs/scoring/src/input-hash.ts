import { createHash, type Hash } from 'node:crypto';
import type { PackagePart } from './join-package';
import { ScoringPackage } from './package';
import { canonicalJson } from './result-hash';
import { leavesOf } from './scheme';

/** Lists that leaves bring, each with its fields in the order in which they are hashed. */
const LISTS = {
  observations: fieldsOf(ScoringPackage.shape.observations),
  before: fieldsOf(ScoringPackage.shape.before),
  targets: fieldsOf(ScoringPackage.shape.targets),
  leads: fieldsOf(ScoringPackage.shape.leads),
  ballots: fieldsOf(ScoringPackage.shape.ballots),
  declarations: fieldsOf(ScoringPackage.shape.declarations),
} as const;

type List = keyof typeof LISTS;
type Row = Readonly<Record<string, unknown>>;

const names = Object.keys(LISTS) as List[];

function fieldsOf(list: { unwrap(): { element: { shape: object } } }): string[] {
  return Object.keys(list.unwrap().element.shape);
}

/**
 * What the input of an evaluation is known by, taken part by part as `joinPackage` joins them: nothing that a result depends on
 * changes without it. Holds only rows that several leaves may bring.
 *
 * SHA-256, hex, of the canonical JSON (RFC 8785) of the package, in which the SHA-256 of its lines stands for each list that
 * leaves bring; a line is the JSON array of a row's fields, absent ones as "", with a line feed behind it.
 */
export class InputHash {
  private readonly rules: Record<string, unknown>;
  private readonly lists = new Map<List, Hash>(names.map((name) => [name, createHash('sha256')]));
  /** Ids of indicators that several leaves measure. */
  private readonly shared: ReadonlySet<unknown>;
  private readonly seen = new Set<string>();

  /** @param rules the first part: everything but what leaves bring */
  constructor(rules: PackagePart) {
    const { scheme, ...rest } = ScoringPackage.parse(rules);
    this.rules = { scheme, ...rest };
    const measured = [...leavesOf(scheme)].map(([{ indicatorId }]) => indicatorId);
    this.shared = new Set(measured.filter((id, n) => measured.indexOf(id) < n));
  }

  /** @param part lists of a leaf, in the order of the scheme */
  add(part: PackagePart): this {
    for (const name of names) {
      const rows = (part[name] ?? []) as Row[];
      const lines = rows.map((row) => this.lineOf(name, row));
      this.lists.get(name)?.update(lines.join(''));
    }
    return this;
  }

  digest(): string {
    const lists = [...this.lists].map(([name, hash]) => [name, hash.copy().digest('hex')]);
    const whole = { ...this.rules, ...Object.fromEntries(lists) };
    return createHash('sha256').update(canonicalJson(whole)).digest('hex');
  }

  /** Empty for a row that another leaf has brought. */
  private lineOf(name: List, row: Row): string {
    const line = `${JSON.stringify(LISTS[name].map((field) => row[field] ?? ''))}\n`;
    const isShared = name === 'leads' || this.shared.has(row['indicatorId']);
    if (!isShared) return line;
    const key = name + line;
    if (this.seen.has(key)) return '';
    this.seen.add(key);
    return line;
  }
}

/** What the input in a whole package is known by. */
export function inputHash(of: ScoringPackage): string {
  const rules = { ...of, ...Object.fromEntries(names.map((name) => [name, []])) };
  return new InputHash(rules).add(of).digest();
}
