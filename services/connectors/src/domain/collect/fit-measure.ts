import type { ManualField } from '@fuxing/contracts/connectors/v1/burden';
import { FilterOperator, UnitMatch } from '@fuxing/contracts/connectors/v1/measure_records';
import { type Measure, MeasureFunction } from '@fuxing/contracts/connectors/v1/measures';
import type { Source } from '@fuxing/contracts/connectors/v1/sources';
import type { UnitMapping } from '@fuxing/contracts/connectors/v1/unit_mappings';
import { DomainError } from '@fuxing/errors';
import type { EntryRecord } from './manual-value';

const name = (field: keyof EntryRecord): string => field;

/**
 * Whether a measure makes of each entered value the value of its unit and period, the same and nothing else.
 *
 * @throws DomainError MEASURE_UNFIT with the first thing that is in the way
 */
export function assertFit(field: ManualField, measure: Measure, source: Source, mapping: UnitMapping): void {
  const { manualFieldId: id } = field;
  const [filter, ...others] = measure.filters;
  const ownOnly =
    others.length === 0 &&
    filter?.field === name('manual_field') &&
    filter.operator === FilterOperator.FILTER_OPERATOR_IN &&
    filter.values.length === 1 &&
    filter.values[0] === id;
  const stranger = field.unitIds.find(
    (unit) =>
      mapping.units[unit] !== unit ||
      mapping.history.some(({ value, unitId }) => value === unit && unitId !== unit),
  );
  const wrong: [boolean, string, string][] = [
    [
      measure.indicatorId !== field.indicatorId,
      `gives ${measure.indicatorId}, not ${field.indicatorId}`,
      `给出的是 ${measure.indicatorId}，不是 ${field.indicatorId}`,
    ],
    [
      !source.push?.byHand,
      `reads ${source.sourceId}, which is not push: { byHand: true }`,
      `取自 ${source.sourceId}，该来源不是 push: { byHand: true }`,
    ],
    [
      measure.function !== MeasureFunction.MEASURE_FUNCTION_SUM || measure.field !== name('value'),
      'does not sum the field value',
      '不是对字段 value 求和',
    ],
    [measure.periodField !== name('day'), 'has another period field than day', '期间字段不是 day'],
    [
      measure.unitField !== name('unit') || measure.unitMatch === UnitMatch.UNIT_MATCH_CONTAINED,
      'does not look up the field unit exactly',
      '单位字段不是按原值查找的 unit',
    ],
    [!ownOnly, `has not the one filter manual_field IN ${id}`, `筛选条件不是唯一的 manual_field IN ${id}`],
    [
      measure.digits < field.digits,
      `rounds to ${measure.digits} digits, and the field has ${field.digits}`,
      `保留 ${measure.digits} 位小数，而填报项有 ${field.digits} 位`,
    ],
    [
      stranger !== undefined,
      `has a mapping that does not lead ${stranger} to itself`,
      `单位映射未将 ${stranger} 对应到其自身`,
    ],
  ];
  const first = wrong.find(([is]) => is);
  if (!first) return;
  throw new DomainError(
    'FAILED_PRECONDITION',
    'MEASURE_UNFIT',
    {
      en: `Measure ${measure.measureId} of manual field ${id} ${first[1]}.`,
      zh: `填报项 ${id} 的计算口径 ${measure.measureId} ${first[2]}。`,
    },
    [],
    { measureId: measure.measureId },
  );
}
