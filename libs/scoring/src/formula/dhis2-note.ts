import { type Dhis2Measure, foreignPeriodTypes, isNumeric } from './dhis2-measures';
import type { FieldViolation } from '../scoring-error';

/** A sentence about something that is imported. */
export interface Dhis2Note extends Pick<FieldViolation, 'reason' | 'en' | 'zh'> {
  /** A formula that would be sound; whether it is what was meant, a person decides. */
  suggestion?: string;
}

/** The same sentence, saying in front which part of the source it is about. */
export function about([en, zh]: readonly [string, string], note: Dhis2Note): Dhis2Note {
  return { ...note, en: `${en}: ${note.en}`, zh: `${zh}：${note.zh}` };
}

/** Why a measure cannot be computed with; undefined when it can. */
export function unusable(measure: Dhis2Measure): Dhis2Note | undefined {
  const { label, valueType } = measure;
  if (!isNumeric(measure)) {
    return {
      reason: 'OPERAND_NOT_NUMBER',
      en: `"${label}" is of the type ${valueType}; a formula computes with numbers.`,
      zh: `“${label}”的类型是 ${valueType}；公式只能用数值计算。`,
    };
  }
  const foreign = foreignPeriodTypes(measure);
  if (foreign.length === 0) return undefined;
  return {
    reason: 'PERIOD_TYPE_UNSUPPORTED',
    en: `"${label}" is collected in ${foreign.join(', ')} periods; months, quarters and years can be imported.`,
    zh: `“${label}”按 ${foreign.join('、')} 期间采集；只支持月度、季度和年度。`,
  };
}

/** What somebody should look at although it can be computed. */
export function doubts({ label, periodTypes }: Dhis2Measure): Dhis2Note[] {
  if (periodTypes.length === 0) {
    return [
      {
        reason: 'OPERAND_NOT_COLLECTED',
        en: `"${label}" is in no data set, so no unit is asked for it and its value is missing unless something else computes it.`,
        zh: `“${label}”不属于任何数据集，没有单位填报；除非另有来源，其值始终缺失。`,
      },
    ];
  }
  if (periodTypes.length === 1) return [];
  return [
    {
      reason: 'PERIOD_TYPE_UNCLEAR',
      en: `"${label}" is collected in ${periodTypes.join(' and ')} periods; which of them the formula means is not checked.`,
      zh: `“${label}”同时按 ${periodTypes.join('、')} 期间采集；无法核对公式所指的期间。`,
    },
  ];
}
