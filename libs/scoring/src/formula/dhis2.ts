import { readDhis2Metadata } from './dhis2-document';
import { type Dhis2Formula, importIndicator } from './dhis2-indicator';
import { type Dhis2Measure, Dhis2Measures } from './dhis2-measures';
import type { Dhis2Note } from './dhis2-note';
import { type Dhis2Comparison, importRule } from './dhis2-rule';
import type { ZeroDivision } from './read-formula';

/** What is wrong with, or worth knowing about, one indicator or validation rule. */
export interface Dhis2Problem extends Dhis2Note {
  id: string;
  name: string;
  /** `REFUSED`: not imported. `NOTE`: imported, but somebody should look. */
  severity: 'REFUSED' | 'NOTE';
}

export interface Dhis2Import {
  formulas: Dhis2Formula[];
  rules: Dhis2Comparison[];
  /** What the formulas and rules look up. */
  measures: Dhis2Measure[];
  problems: Dhis2Problem[];
}

/**
 * Turns the indicators and validation rules of DHIS2 metadata into formulas, and says of each that cannot be
 * turned what is wrong with it.
 *
 * @throws ScoringError DHIS2_METADATA_SHAPE
 */
export function importDhis2(document: unknown, onZeroDivision: ZeroDivision = 'MISSING'): Dhis2Import {
  const metadata = readDhis2Metadata(document);
  const measures = new Dhis2Measures(metadata);
  const factors = new Map(metadata.indicatorTypes.map(({ id, factor }) => [id, factor]));
  const indicators = metadata.indicators.map((each) => ({
    source: each,
    ...importIndicator(each, factors.get(each.indicatorType.id), measures, onZeroDivision),
  }));
  const rules = metadata.validationRules.map((each) => ({ source: each, ...importRule(each, measures) }));
  return {
    formulas: indicators.flatMap(({ formula }) => formula ?? []),
    rules: rules.flatMap(({ rule }) => rule ?? []),
    measures: [...measures.met.values()],
    problems: [...indicators, ...rules].flatMap(({ source: { id, name }, refusals, notes }) => [
      ...refusals.map((each) => ({ id, name, severity: 'REFUSED' as const, ...each })),
      ...notes.map((each) => ({ id, name, severity: 'NOTE' as const, ...each })),
    ]),
  };
}
