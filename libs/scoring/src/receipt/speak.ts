import { choiceWords } from '../words/choices';
import { labels } from '../words/labels';
import { methodWords, symbols } from '../words/methods';
import { parameterWords } from '../words/parameters';
import { type Language, say, type Word } from '../words/word';
import type { Block, Fact, Working } from './page';
import type { Rounded, Worked } from './receipt';

type Label = keyof typeof labels;

/** Everything that a receipt says in words, in one language. */
export class Speech {
  constructor(readonly language: Language) {}

  say(word: Word): string {
    return say(word, this.language);
  }

  /** A fixed text, with `{name}` replaced. */
  label(name: Label, values: Readonly<Record<string, string | number>> = {}): string {
    return this.say(labels[name]).replaceAll(/\{(\w+)\}/g, (all, key: string) => String(values[key] ?? all));
  }

  /** A name in the language, or in the other one, or the id. */
  name({ name, nameEn }: { name: string; nameEn: string }, id: string): string {
    return (this.language === 'en' ? nameEn || name : name || nameEn) || id;
  }

  /** The name of a method as receipts write it, RATIO_TO_TARGET. */
  method(method: string): string {
    const field = method.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const known: Readonly<Record<string, Word>> = methodWords;
    const name = known[field] ?? choiceWords[method];
    return name ? this.say(name) : method;
  }

  /** The name of something chosen from a list, or the text itself. */
  choice(name: string): string {
    const known = choiceWords[name];
    return known ? this.say(known) : name;
  }

  /** Label and value of every parameter that is set; lists of records become tables. */
  parameters(
    method: string,
    parameters: Readonly<Record<string, unknown>>,
  ): { facts: Fact[]; tables: Block[] } {
    const field = method.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const facts: Fact[] = [];
    const tables: Block[] = [];
    for (const [key, value] of Object.entries(parameters)) {
      if (value === '' || value === undefined || value === null) continue;
      const label = [symbols[`${field}.${key}`], this.parameter(field, key)].filter(Boolean).join(' ');
      if (!Array.isArray(value)) {
        facts.push([label, this.value(value)]);
      } else if (value.length > 0) {
        const records = value.filter((each) => typeof each === 'object' && each !== null) as object[];
        if (records.length === 0) facts.push([label, value.map((each) => this.value(each)).join(', ')]);
        else tables.push(this.table(field, label, records));
      }
    }
    return { facts, tables };
  }

  /** A rule with its numbers and results. */
  working(label: string, step: Worked & Partial<Rounded>): Working {
    const { formula, worked, before, after, rounding } = step;
    const results: Fact[] = before === undefined ? [] : [['=', before]];
    if (after !== undefined && rounding) {
      const mode = this.label('rounding', { mode: this.choice(rounding.mode), digits: rounding.digits });
      results.push([`${this.label('rounded')} (${mode})`, after]);
    }
    return { label, formula, worked, results };
  }

  private parameter(field: string, key: string): string {
    const known = parameterWords[`${field}.${key}`] ?? parameterWords[key];
    return known ? this.say(known) : key;
  }

  /** The parameters on one line; of a list every record in the order of its fields, which are named once. */
  parameterLine(method: string, parameters: Readonly<Record<string, unknown>>): string {
    const { facts, tables } = this.parameters(method, parameters);
    const lists = tables.flatMap((table) =>
      table.kind === 'table'
        ? [
            `${table.caption} (${table.head.join(', ')}) ${table.rows.map((row) => row.join(', ')).join('; ')}`,
          ]
        : [],
    );
    return [...facts.map(([label, value]) => `${label} ${value}`), ...lists].join(' · ');
  }

  private table(field: string, caption: string, records: readonly object[]): Block {
    const keys = [...new Set(records.flatMap((record) => Object.keys(record)))];
    const rows = records.map((record) => {
      const cells = new Map<string, unknown>(Object.entries(record));
      return keys.map((key) => this.value(cells.get(key) ?? ''));
    });
    return { kind: 'table', caption, head: keys.map((key) => this.parameter(`${field}[]`, key)), rows };
  }

  private value(value: unknown): string {
    if (typeof value === 'boolean') return this.label(value ? 'yes' : 'no');
    return typeof value === 'string' ? this.choice(value) : JSON.stringify(value);
  }
}
