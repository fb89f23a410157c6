import type { FieldViolation } from '../scoring-error';

/** What is wrong with a formula, where, and what may have been meant. */
export interface FormulaViolation extends FieldViolation {
  /** Where in the text it begins; 1 is the first character. */
  column: number;
  /** What to write instead, when that can be told: a name, a part, or the whole formula. */
  suggestion?: string;
}

/** Gathers the faults of one formula, so that its author sees all of them at once. */
export class Faults {
  readonly list: FormulaViolation[] = [];

  constructor(private readonly field: string) {}

  /** The sentences get the column in front and the suggestion behind. */
  add(at: { start: number }, reason: string, en: string, zh: string, suggestion?: string): void {
    const column = at.start + 1;
    const hint = suggestion === undefined ? ['', ''] : [` Perhaps: ${suggestion}`, `可改为：${suggestion}`];
    this.list.push({
      field: this.field,
      reason,
      en: `Column ${column}: ${en}${hint[0]}`,
      zh: `第 ${column} 列：${zh}${hint[1]}`,
      column,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
}
