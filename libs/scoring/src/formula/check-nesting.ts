import { notAdditive } from './additive';
import { everything, type Expression } from './expression';
import type { Faults } from './faults';
import { excerpt } from './format';

const GROUP: ReadonlySet<string> = new Set(['groupMean', 'groupSum']);

/** Adds what must not stand inside `yearToDate`, `ofYear` and the group functions. */
export function checkNesting(formula: Expression, faults: Faults): void {
  for (const each of everything(formula)) {
    if (each.kind !== 'call') continue;
    const [inner] = each.args;
    if (!inner) continue;
    if (each.name === 'yearToDate') checkSum(inner, faults);
    if (GROUP.has(each.name)) checkGroup(inner, faults);
    if (each.name === 'ofYear') checkYear(inner, faults);
  }
}

function checkSum(inner: Expression, faults: Faults): void {
  const part = notAdditive(inner);
  if (!part) return;
  faults.add(
    part,
    'YEAR_TO_DATE_NOT_ADDITIVE',
    `The periods of "${excerpt(part)}" cannot be added up; add up the counts first: yearToDate(a) / yearToDate(b).`,
    `“${excerpt(part)}”各期不能直接相加；请先累计分子和分母：yearToDate(a) / yearToDate(b)。`,
  );
}

/** One group function over n units costs n; within another it would cost n². */
function checkGroup(inner: Expression, faults: Faults): void {
  const nested = [...everything(inner)].find((each) => each.kind === 'call' && GROUP.has(each.name));
  if (!nested) return;
  faults.add(
    nested,
    'GROUP_NESTED',
    `"${excerpt(nested)}" stands inside another group function.`,
    `“${excerpt(nested)}”不能嵌套在另一个分组函数中。`,
  );
}

function checkYear(inner: Expression, faults: Faults): void {
  const nested = [...everything(inner)].find(
    (each) => each.kind === 'call' && (each.name === 'yearToDate' || each.name === 'ofYear'),
  );
  if (!nested) return;
  faults.add(
    nested,
    'OF_YEAR_NESTED',
    `"${excerpt(nested)}" stands inside ofYear, which takes yearly values as they are.`,
    `ofYear 直接取年度值，其中不能再有“${excerpt(nested)}”。`,
  );
}
