import { lastDay, periodKind } from '@fuxing/calendar';
import type { ManualField } from '@fuxing/contracts/connectors/v1/burden';
import type { ManualEntry } from '@fuxing/contracts/connectors/v1/manual_values';
import type { FieldViolation } from '@fuxing/errors';
import { parseDecimal, text } from '@fuxing/scoring';

/** What an entry is, as a raw record; `entry` is its key. */
export interface EntryRecord {
  entry: string;
  manual_field: string;
  field_version: number;
  unit: string;
  period: string;
  /** Last one of the period. */
  day: string;
  value: string;
  unit_of_measure: string;
  note: string;
  evidence_ids: string[];
  entered_by: string;
  /** ISO 8601, UTC. */
  entered_at: string;
  due_on: string;
  /** Working days after that. */
  late_days: number;
  request_id: string;
}

export const ENTRY_KEY = 'entry' satisfies keyof EntryRecord;

/** The same for every correction of a value. */
export const entryKey = (fieldId: string, unitId: string, period: string): string =>
  `${fieldId}~${unitId}~${period}`;

/** The month at whose end a period ends. */
export const lastMonth = (period: string): string => lastDay(period).slice(0, 7);

/** Where a field stands for a unit and period. */
export interface Place {
  /** Last local day. */
  dueOn: string;
  isEntered: boolean;
  /** What was entered last was rejected. */
  isRejected: boolean;
}

/** In time, or still missing, or rejected and to be entered again. */
export function isOpen({ dueOn, isEntered, isRejected }: Place, today: string): boolean {
  return today <= dueOn || !isEntered || isRejected;
}

/** Whether a field asks for a period, going by the month at whose end it ends. */
export function asksIn(field: ManualField, period: string): boolean {
  const month = lastMonth(period);
  return field.firstMonth <= month && (field.lastMonth === '' || month <= field.lastMonth);
}

/** What an entry is checked against. */
export interface Asked {
  field: ManualField | undefined;
  unitId: string;
  /** Of the field's indicator. */
  kind: string;
  today: string;
}

type Fault = FieldViolation & { field: keyof ManualEntry };

/** What is wrong with an entry as such; the first thing that is. */
export function faultOf(entry: ManualEntry, { field, unitId, kind, today }: Asked): Fault | undefined {
  const { manualFieldId: id, period } = entry;
  const fault = (field: Fault['field'], reason: string, en: string, zh: string): Fault => ({
    field,
    reason,
    en,
    zh,
  });
  if (!field)
    return fault(
      'manualFieldId',
      'MANUAL_FIELD_NOT_FOUND',
      `No manual field ${id}.`,
      `没有手工填报项 ${id}。`,
    );
  if (field.measureId === '')
    return fault(
      'manualFieldId',
      'FIELD_NOT_ENTERED_HERE',
      `${id} has no measure, so nothing can be entered for it; the office declares one.`,
      `填报项 ${id} 没有对应的计算口径，无法在此填报，应由考核办声明。`,
    );
  if (!field.unitIds.includes(unitId))
    return fault(
      'manualFieldId',
      'FIELD_NOT_ASKED',
      `${id} is not asked of ${unitId}.`,
      `填报项 ${id} 不由 ${unitId} 填报。`,
    );
  if (periodKind(period) !== kind)
    return fault(
      'period',
      'FIELD_NOT_ASKED',
      `${id} is asked by ${kind.toLowerCase()}, not for ${period}.`,
      `填报项 ${id} 按${KINDS[kind] ?? kind}填报，${period} 不符。`,
    );
  if (!asksIn(field, period))
    return fault(
      'period',
      'FIELD_NOT_ASKED',
      `${id} is asked from ${field.firstMonth} to ${field.lastMonth || 'now'}, not for ${period}.`,
      `填报项 ${id} 的填报期间为 ${field.firstMonth} 至${field.lastMonth || '今'}，不含 ${period}。`,
    );
  if (today <= lastDay(period))
    return fault(
      'period',
      'PERIOD_NOT_OVER',
      `${period} lasts to ${lastDay(period)}; its value is entered from the day after.`,
      `${period} 于 ${lastDay(period)} 结束，次日起方可填报。`,
    );
  return valueFault(entry, field, fault) ?? unitFault(entry, field, fault);
}

const KINDS: Record<string, string> = { MONTH: '月', QUARTER: '季', YEAR: '年' };

type Making = (field: Fault['field'], reason: string, en: string, zh: string) => Fault;

function valueFault({ value }: ManualEntry, field: ManualField, fault: Making): Fault | undefined {
  const number = parseDecimal(value);
  if (number === undefined)
    return fault(
      'value',
      'DECIMAL_INVALID',
      `"${value}" is no decimal such as 12.5.`,
      `“${value}”不是十进制数，例如 12.5。`,
    );
  if (number.decimalPlaces() > field.digits)
    return fault(
      'value',
      'VALUE_OUT_OF_RANGE',
      field.digits === 0
        ? `must be a whole number, got ${value}.`
        : `must have at most ${field.digits} digits after the point, got ${value}.`,
      field.digits === 0
        ? `应为整数，收到的是 ${value}。`
        : `小数最多 ${field.digits} 位，收到的是 ${value}。`,
    );
  const { min, max } = field;
  if ((min === '' || number.gte(min)) && (max === '' || number.lte(max))) return undefined;
  const [en, zh] =
    min === ''
      ? [`at most ${max}`, `不大于 ${max}`]
      : max === ''
        ? [`at least ${min}`, `不小于 ${min}`]
        : [`${min} to ${max}`, `为 ${min} 至 ${max}`];
  return fault('value', 'VALUE_OUT_OF_RANGE', `must be ${en}, got ${value}.`, `应${zh}，收到的是 ${value}。`);
}

function unitFault(
  { unitOfMeasure, evidenceIds }: ManualEntry,
  field: ManualField,
  fault: Making,
): Fault | undefined {
  if (unitOfMeasure !== field.unitOfMeasure)
    return fault(
      'unitOfMeasure',
      'UNIT_OF_MEASURE_DIFFERS',
      `is counted in ${field.unitOfMeasure}, got "${unitOfMeasure}".`,
      `计量单位应为 ${field.unitOfMeasure}，收到的是“${unitOfMeasure}”。`,
    );
  if (field.evidenceRequired && evidenceIds.length === 0)
    return fault(
      'evidenceIds',
      'EVIDENCE_REQUIRED',
      'needs a file behind the value; put it first.',
      '须附佐证材料，请先上传。',
    );
  return undefined;
}

/** As it is stored: `007.50` is `7.5`. What is no decimal stays. */
export function plain(value: string): string {
  const number = parseDecimal(value);
  return number ? text(number) : value;
}
