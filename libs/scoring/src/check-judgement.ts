import type { Declaration } from './assess';
import { parseDecimal, text } from './decimal';
import { fullMarkOf } from './assess';
import type { Scheme, SchemeNode } from './scheme';
import type { Violations } from './violations';

/**
 * Adds what is wrong with a statement about a leaf as far as judgements go: the mark of a judged item lies within the band that
 * it names, and only such an item is judged. Bands and marks of a scheme that are no numbers are faults of the scheme.
 */
export function checkJudgement(
  faults: Pick<Violations, 'add'>,
  path: string,
  { scheme, node, unitId }: { scheme: Scheme; node: SchemeNode; unitId: string },
  { state, value, approvedBy, bandId = '' }: Declaration,
): void {
  const { judged } = node;
  if (!judged) {
    if (state !== 'JUDGED') return;
    faults.add(
      `${path}.state`,
      'NODE_NOT_JUDGED',
      `"${node.nodeId}" is not a judged item.`,
      `“${node.nodeId}”不是定性评定项。`,
    );
    return;
  }
  if (state === 'IMPUTED') {
    faults.add(
      `${path}.state`,
      'JUDGED_WITHOUT_BAND',
      `"${node.nodeId}" is judged: state a band and a mark (JUDGED) instead of another value.`,
      `“${node.nodeId}”为定性评定项，应填写档次和得分（JUDGED），不能填写认定值。`,
    );
  }
  if (state !== 'JUDGED') return;
  if (approvedBy === '') {
    faults.add(
      `${path}.approvedBy`,
      'JUDGE_MISSING',
      `A judgement names who judged, for example ${judged.judgedBy}, got "".`,
      `评定应写明评定人，例如${judged.judgedBy}，收到的是“”。`,
    );
  }
  const band = judged.bands.find((each) => each.bandId === bandId);
  if (!band) {
    const known = judged.bands.map((each) => each.bandId);
    faults.add(
      `${path}.bandId`,
      'BAND_UNKNOWN',
      `"${bandId}" is not a band of ${node.nodeId}; use ${known.join(', ')}.`,
      `“${bandId}”不是 ${node.nodeId} 的档次，应为：${known.join('、')}。`,
    );
    return;
  }
  const [full, from, to] = [fullMarkOf(scheme, node, unitId), band.from, band.to].map(parseDecimal);
  if (!full || !from || !to) return;
  const [low, high] = [full.times(from), full.times(to)];
  const mark = parseDecimal(value);
  if (mark?.gte(low) && mark.lte(high)) return;
  faults.add(
    `${path}.value`,
    'MARK_OUTSIDE_BAND',
    `A mark in band ${bandId} is a decimal number from ${text(low)} to ${text(high)}, got "${value}".`,
    `档次 ${bandId} 的得分应在 ${text(low)} 至 ${text(high)} 之间，收到的是“${value}”。`,
  );
}
