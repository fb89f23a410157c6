/** A query SODA would not compile; answered with 400. */
export class MalformedQuery extends Error {}

export type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=';

export type Condition =
  | { kind: 'and'; left: Condition; right: Condition }
  | { kind: 'or'; left: Condition; right: Condition }
  | { kind: 'compare'; field: string; operator: Operator; literal: string | number }
  | { kind: 'null'; field: string; isNull: boolean };

type Token = { kind: 'word' | 'symbol' | 'string' | 'number' | 'end'; text: string };

const pattern = /\s*(?:([a-z_][a-z0-9_]*)|'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)|(<>|!=|>=|<=|[=<>()]))/iy;
const deepest = 100;

function tokens(text: string): Token[] {
  const found: Token[] = [];
  const end = text.trimEnd().length;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match)
      throw new MalformedQuery(`Unexpected text at position ${at} of $where: ${text.slice(at, at + 20)}`);
    const [, word, string, number, symbol] = match;
    if (word !== undefined) found.push({ kind: 'word', text: word });
    else if (string !== undefined) found.push({ kind: 'string', text: string.replaceAll("''", "'") });
    else if (number !== undefined) found.push({ kind: 'number', text: number });
    else found.push({ kind: 'symbol', text: symbol! });
  }
  return found;
}

/**
 * Parses a SoQL `$where`: comparisons with literals, `AND`, `OR`, parentheses,
 * `IS NULL` and `IS NOT NULL`. `AND` binds closer than `OR`.
 *
 * @throws MalformedQuery for anything else
 */
export function parseWhere(text: string): Condition {
  return new Parser(tokens(text)).whole();
}

class Parser {
  private at = 0;
  private depth = 0;

  constructor(private readonly tokens: Token[]) {}

  whole(): Condition {
    const condition = this.or();
    if (this.peek().kind !== 'end') this.refuse();
    return condition;
  }

  private or(): Condition {
    let left = this.and();
    while (this.word('or')) left = { kind: 'or', left, right: this.and() };
    return left;
  }

  private and(): Condition {
    let left = this.single();
    while (this.word('and')) left = { kind: 'and', left, right: this.single() };
    return left;
  }

  private single(): Condition {
    if (!this.symbol('(')) return this.comparison();
    if (++this.depth > deepest) throw new MalformedQuery(`$where nests deeper than ${deepest} parentheses.`);
    const inner = this.or();
    if (!this.symbol(')')) this.refuse();
    this.depth--;
    return inner;
  }

  private comparison(): Condition {
    const { kind, text } = this.peek();
    if (kind !== 'word') this.refuse();
    this.at++;
    const field = text.toLowerCase();
    if (this.word('is')) {
      const isNull = !this.word('not');
      if (!this.word('null')) this.refuse();
      return { kind: 'null', field, isNull };
    }
    const operator = this.next('symbol');
    if (operator === '(' || operator === ')') this.refuse();
    const literal = this.peek().kind === 'number' ? Number(this.next('number')) : this.next('string');
    return { kind: 'compare', field, operator: (operator === '<>' ? '!=' : operator) as Operator, literal };
  }

  private peek(): Token {
    return this.tokens[this.at] ?? { kind: 'end', text: 'the end' };
  }

  private next(kind: Token['kind']): string {
    const token = this.peek();
    if (token.kind !== kind) this.refuse();
    this.at++;
    return token.text;
  }

  private word(keyword: string): boolean {
    const { kind, text } = this.peek();
    const is = kind === 'word' && text.toLowerCase() === keyword;
    if (is) this.at++;
    return is;
  }

  private symbol(wanted: string): boolean {
    const { kind, text } = this.peek();
    const is = kind === 'symbol' && text === wanted;
    if (is) this.at++;
    return is;
  }

  private refuse(): never {
    throw new MalformedQuery(`Unexpected ${this.peek().text} in $where.`);
  }
}
