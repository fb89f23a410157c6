import { z } from 'zod';
import { type Decimal, decimal } from '../decimal';
import type { Resolver } from './compute';
import { dhis2MeasureId } from './dhis2-measures';
import { ScoringError } from '../scoring-error';

const DataValues = z.object({
  dataValues: z.array(
    z.object({
      dataElement: z.string(),
      period: z.string(),
      orgUnit: z.string(),
      categoryOptionCombo: z.string(),
      value: z.string(),
    }),
  ),
});

const NUMBER = /^-?\d+(\.\d+)?$/;

/** A period of DHIS2 as ours: `201912` is 2019-12, `2019Q4` 2019-Q4. Others are left as they are. */
export function dhis2Period(period: string): string {
  return period.replace(/^(\d{4})(\d{2})$/, '$1-$2').replace(/^(\d{4})(Q[1-4])$/, '$1-$2');
}

/**
 * Looks measures of an import up in a data value set of DHIS2. The total of an element is the sum of its
 * combinations; values that are no numbers (`true`) are left out.
 *
 * @throws ScoringError DHIS2_VALUES_SHAPE
 */
export function dhis2Values(document: unknown, group: Resolver['group'] = () => []): Resolver {
  const { data } = DataValues.safeParse(document);
  if (!data) {
    throw new ScoringError('INVALID_ARGUMENT', 'DHIS2_VALUES_SHAPE', {
      en: 'This is not a data value set of DHIS2.',
      zh: '这不是 DHIS2 的数据值集。',
    });
  }
  const sums = new Map<string, Decimal>();
  const add = (key: string, value: Decimal): void => void sums.set(key, sums.get(key)?.plus(value) ?? value);
  for (const each of data.dataValues) {
    if (!NUMBER.test(each.value)) continue;
    const value = decimal('dataValues.value', each.value);
    const [dataElementId, categoryOptionComboId] = [each.dataElement, each.categoryOptionCombo];
    for (const measureId of [dataElementId, dhis2MeasureId({ dataElementId, categoryOptionComboId })]) {
      add(JSON.stringify([measureId, each.orgUnit, dhis2Period(each.period)]), value);
    }
  }
  return { value: (...question) => sums.get(JSON.stringify(question)), group };
}
