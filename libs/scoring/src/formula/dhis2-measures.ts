import type { Dhis2Metadata } from './dhis2-document';
import type { Dhis2Names, Dhis2Operand } from './dhis2-expression';
import type { Measure } from './expression';
import type { PeriodKind } from './period';

/** The combination of elements without categories; the same in every DHIS2 instance, and left out of exports. */
const DEFAULT_COMBO = 'HllvX50cXC0';

const KINDS: Record<string, PeriodKind> = { Monthly: 'MONTH', Quarterly: 'QUARTER', Yearly: 'YEAR' };

/** A measure that imported formulas use. */
export interface Dhis2Measure extends Measure, Dhis2Operand {
  /** Its id, which is also its name in formulas. */
  measureId: string;
  /** Name of the data element, and of the combination in parentheses. */
  label: string;
  /** As DHIS2 calls it, of the data sets that collect the element; empty when none does. */
  periodTypes: string[];
  /** NUMBER, BOOLEAN, TEXT …, as DHIS2 calls it. */
  valueType: string;
}

/** The id of the measure of an operand: data element, `_`, combination. */
export function dhis2MeasureId({ dataElementId, categoryOptionComboId }: Dhis2Operand): string {
  return categoryOptionComboId === undefined ? dataElementId : `${dataElementId}_${categoryOptionComboId}`;
}

/** Gives measures to the operands of expressions as they are met, and remembers them. */
export class Dhis2Measures implements Dhis2Names {
  readonly met = new Map<string, Dhis2Measure>();
  private readonly elements: Map<string, Dhis2Metadata['dataElements'][number]>;
  private readonly combos: Map<string, string>;
  private readonly constants: Map<string, number>;
  private readonly periodTypes = new Map<string, Set<string>>();

  constructor(metadata: Dhis2Metadata) {
    this.elements = new Map(metadata.dataElements.map((each) => [each.id, each]));
    this.combos = new Map(metadata.categoryOptionCombos.map(({ id, name }) => [id, name]));
    this.constants = new Map(metadata.constants.map(({ id, value }) => [id, value]));
    for (const { periodType, dataSetElements } of metadata.dataSets) {
      for (const { dataElement } of dataSetElements) {
        const types = this.periodTypes.get(dataElement.id) ?? new Set();
        this.periodTypes.set(dataElement.id, types.add(periodType));
      }
    }
  }

  operand(operand: Dhis2Operand): string | undefined {
    const element = this.elements.get(operand.dataElementId);
    const combo = operand.categoryOptionComboId;
    if (!element || (combo !== undefined && combo !== DEFAULT_COMBO && !this.combos.has(combo))) {
      return undefined;
    }
    const measureId = dhis2MeasureId(operand);
    const periodTypes = [...(this.periodTypes.get(element.id) ?? [])].sort();
    const [only = ''] = periodTypes.length === 1 ? periodTypes : [];
    const comboName = combo === undefined ? undefined : this.combos.get(combo);
    this.met.set(measureId, {
      ...operand,
      measureId,
      label: comboName === undefined ? element.name : `${element.name} (${comboName})`,
      unitOfMeasure: '',
      periodKind: KINDS[only],
      periodTypes,
      valueType: element.valueType,
    });
    return measureId;
  }

  constant(id: string): string | undefined {
    const value = this.constants.get(id);
    return value === undefined ? undefined : `(${value})`;
  }
}

/** Period types of a measure that are no month, quarter or year. */
export function foreignPeriodTypes({ periodTypes }: Dhis2Measure): string[] {
  return periodTypes.filter((type) => !Object.hasOwn(KINDS, type));
}

const NUMERIC = /^(?:INTEGER|NUMBER|PERCENTAGE|UNIT_INTERVAL)/;

export const isNumeric = ({ valueType }: Dhis2Measure): boolean => NUMERIC.test(valueType);
