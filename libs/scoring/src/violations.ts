import { type Decimal, parseDecimal } from './decimal';
import type { FieldViolation } from './scoring-error';

/** Gathers the faults of a scheme, so that its author sees all of them at once. */
export class Violations {
  readonly list: FieldViolation[] = [];

  add(field: string, reason: string, en: string, zh: string): void {
    this.list.push({ field, reason, en, zh });
  }

  /** The number, or a DECIMAL_INVALID violation and undefined. */
  decimal(field: string, text: string): Decimal | undefined {
    const value = parseDecimal(text);
    if (!value) {
      this.add(
        field,
        'DECIMAL_INVALID',
        `Must be a plain decimal number such as 12.5, got "${text}".`,
        `应为普通十进制数（例如 12.5），收到的是“${text}”。`,
      );
    }
    return value;
  }

  /** A number from `low` to `high`, both allowed; `high` may be open. Otherwise OUT_OF_RANGE. */
  within(field: string, text: string, low: number, high?: number | Decimal): Decimal | undefined {
    const value = this.decimal(field, text);
    if (!value || (value.gte(low) && (high === undefined || value.lte(high)))) return value;
    const [en, zh] =
      high === undefined
        ? [`at least ${low.toString()}`, `不小于 ${low.toString()}`]
        : [
            `between ${low.toString()} and ${high.toString()}`,
            `在 ${low.toString()} 与 ${high.toString()} 之间`,
          ];
    this.add(field, 'OUT_OF_RANGE', `Must be ${en}, got ${text}.`, `应${zh}，收到的是 ${text}。`);
    return undefined;
  }

  /** An id that is there and not in `seen`, to which it is added. Otherwise NODE_ID_EMPTY or NODE_ID_DUPLICATE. */
  unique(field: string, id: string, seen: Set<string>): void {
    if (id === '')
      this.add(field, 'NODE_ID_EMPTY', 'Every node has an id, got "".', '每个节点都应有编号，收到的是“”。');
    else if (seen.has(id)) {
      this.add(field, 'NODE_ID_DUPLICATE', `The id "${id}" is already in use.`, `节点编号“${id}”重复。`);
    }
    seen.add(id);
  }
}
