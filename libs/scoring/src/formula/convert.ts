import type { ASTNode } from '@marcbachmann/cel-js';
import { parseDecimal } from '../decimal';
import type { Expression, Measure, Operator } from './expression';
import type { Faults } from './faults';
import { FUNCTIONS, isFunction } from './functions';
import { formulaName, nearest } from './names';

const OPERATORS: ReadonlySet<string> = new Set<Operator>([
  '+',
  '-',
  '*',
  '/',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '&&',
  '||',
]);

/** Builds the tree of a formula: only what the language has, only names that exist. */
export class Conversion {
  /** Ids by the name in formulas; two ids with one name are both listed. */
  private readonly ids = new Map<string, string[]>();

  constructor(
    private readonly text: string,
    private readonly measures: Readonly<Record<string, Measure>>,
    private readonly faults: Faults,
  ) {
    for (const id of Object.keys(measures)) {
      const name = formulaName(id);
      this.ids.set(name, [...(this.ids.get(name) ?? []), id]);
    }
  }

  /** Undefined when a fault leaves nothing to go on with. */
  expression(node: ASTNode): Expression | undefined {
    const { start, end } = node;
    if (node.op === 'value') return this.number(start, end);
    if (node.op === 'id') return this.measure(node.args, start, end);
    if (node.op === 'call') return this.call(node.args[0], node.args[1], start, end);
    if (node.op === '-_' || node.op === '!_') {
      const of = this.expression(node.args);
      return of && { kind: node.op === '-_' ? 'negative' : 'not', of, start, end };
    }
    if (node.op === '?:') {
      const [condition, whenTrue, whenFalse] = node.args.map((each) => this.expression(each));
      return (
        condition && whenTrue && whenFalse && { kind: 'choice', condition, whenTrue, whenFalse, start, end }
      );
    }
    return OPERATORS.has(node.op) ? this.operation(node) : this.foreign(node);
  }

  private number(start: number, end: number): Expression | undefined {
    const written = this.text.slice(start, end);
    const value = parseDecimal(written);
    if (value) return { kind: 'number', value, start, end };
    const known = /^["'rRbBtfn]/.test(written);
    this.faults.add(
      { start },
      known ? 'NOT_IN_LANGUAGE' : 'NUMBER_FORM',
      known
        ? `A formula has only numbers and names, not ${written.slice(0, 20)}.`
        : `Numbers are written like 100 or 0.5, at most 24 digits before and 18 behind the point, not ${written.slice(0, 60)}.`,
      known
        ? `公式中只能有数字和名称，不能有 ${written.slice(0, 20)}。`
        : `数字应写作 100 或 0.5，小数点前最多 24 位、后最多 18 位，不能写作 ${written.slice(0, 60)}。`,
    );
    return undefined;
  }

  private measure(name: string, start: number, end: number): Expression | undefined {
    const [measureId, other] = this.ids.get(name) ?? [];
    if (measureId === undefined) {
      const near = nearest(name, this.ids.keys());
      this.faults.add(
        { start },
        'MEASURE_UNKNOWN',
        `There is no measure "${name}".`,
        `没有名为“${name}”的度量。`,
        near,
      );
      return undefined;
    }
    if (other !== undefined) {
      this.faults.add(
        { start },
        'MEASURE_AMBIGUOUS',
        `"${name}" may mean "${measureId}" or "${other}"; rename one of them.`,
        `“${name}”可能指“${measureId}”或“${other}”；请将其中之一改名。`,
      );
    }
    return { kind: 'measure', measureId, name, ...this.measures[measureId], start, end };
  }

  private operation(node: ASTNode): Expression | undefined {
    const { start, end, op } = node;
    const [left, right] = (node.args as [ASTNode, ASTNode]).map((each) => this.expression(each));
    return left && right && { kind: 'operation', operator: op as Operator, left, right, start, end };
  }

  private call(name: string, args: readonly ASTNode[], start: number, end: number): Expression | undefined {
    const read = args.map((each) => this.expression(each));
    if (!isFunction(name)) {
      this.faults.add(
        { start },
        'FUNCTION_UNKNOWN',
        `There is no function "${name}"; there are ${Object.keys(FUNCTIONS).join(', ')}.`,
        `没有名为“${name}”的函数；可用函数：${Object.keys(FUNCTIONS).join('、')}。`,
        nearest(name, Object.keys(FUNCTIONS)),
      );
      return undefined;
    }
    const [least, most] = FUNCTIONS[name];
    if (args.length < least || args.length > most) {
      const count = least === most ? String(least) : `${least}–${most}`;
      this.faults.add(
        { start },
        'ARGUMENT_COUNT',
        `${name} takes ${count} arguments, got ${args.length}.`,
        `${name} 需要 ${count} 个参数，收到 ${args.length} 个。`,
      );
      return undefined;
    }
    const known = read.filter((each) => each !== undefined);
    return known.length === read.length ? { kind: 'call', name, args: known, start, end } : undefined;
  }

  private foreign(node: ASTNode): undefined {
    if (node.op === '%') {
      this.faults.add(
        node,
        'PERCENT_SIGN',
        '% is not an operator; write "* 100" and declare the unit %.',
        '% 不是运算符；请写作“* 100”并将计量单位设为 %。',
      );
      return undefined;
    }
    const written = this.text.slice(node.start, node.end).slice(0, 40);
    this.faults.add(
      node,
      'NOT_IN_LANGUAGE',
      `A formula has numbers, measures, + - * / comparisons, && || ! conditions and functions, not "${written}".`,
      `公式中只能有数字、度量、+ - * /、比较、&& || !、条件和函数，不能有“${written}”。`,
    );
    return undefined;
  }
}
