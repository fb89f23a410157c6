import { Speech } from '@fuxing/scoring';
import { label } from './labels';
import { printable } from './table';
import type { Language, Say } from './texts';

export interface Explanation {
  result?: { cycleId?: string; unitId?: string; total?: string; rank?: number; gradeId?: string };
  scoringRun?: { scoringRunId?: string; inputHash?: string; resultHash?: string };
  receipt?: Step;
}

interface Step {
  nodeId?: string;
  name?: string;
  nameEn?: string;
  state?: string;
  method?: string;
  formula?: string;
  worked?: string;
  parameters?: Record<string, unknown>;
  unrounded?: string;
  digits?: number;
  roundingMode?: string;
  score?: string;
  inputs?: Input[];
  target?: string;
  value?: string;
  indicator?: string;
  children?: Step[];
  adjustments?: Step[];
  reasonEn?: string;
  reasonZh?: string;
  valueSteps?: { kind?: string; worked?: string; result?: string }[];
  computed?: { period?: string; worked?: string }[];
  events?: { eventId?: string; itemId?: string; count?: string; date?: string; document?: string }[];
  ballots?: number;
  ballotSteps?: { en?: string; zh?: string }[];
  declared?: { state?: string; reason?: string; approvedBy?: string };
  gradeReasons?: { rule?: string; en?: string; zh?: string }[];
}

interface Input {
  observationId?: string;
  period?: string;
  value?: string;
  numerator?: string;
  denominator?: string;
  pullId?: string;
  sourceId?: string;
  measure?: string;
  verificationAct?: string;
  verifiedBy?: string;
  verificationReason?: string;
  collectedValue?: string;
  recordCount?: string;
  recordsHash?: string;
  recordKeys?: string[];
  recordKeysState?: string;
}

/** So many record keys are printed; json has all that the platform sends. */
const KEYS = 5;

/** Lines that a person can check with a calculator: the total first, what it is made of below it. */
export function receipt(explanation: Explanation, say: Say, language: Language): string[] {
  const { result = {}, scoringRun = {}, receipt: root } = explanation;
  const words = new Speech(language);
  const line = (depth: number, text: string): string => '  '.repeat(depth) + printable(text);
  const fact = (depth: number, key: Parameters<Say>[0], text: string | undefined): string[] =>
    text ? [line(depth, `${say(key)}: ${text}`)] : [];

  const step = (each: Step, depth: number): string[] => [
    line(
      depth,
      `${(language === 'en' && each.nameEn) || each.name || each.nodeId} [${each.nodeId}] ${each.score || words.choice(each.state ?? '')} (${words.method(each.method ?? '')})`,
    ),
    ...(each.score || !each.reasonZh
      ? []
      : [line(depth + 1, (language === 'en' ? each.reasonEn : each.reasonZh) ?? '')]),
    ...fact(depth + 1, 'indicator', each.indicator),
    ...(each.computed ?? []).flatMap(({ period = '', worked = '' }) =>
      fact(depth + 1, 'computedWord', `${period} ${worked}`),
    ),
    ...(each.valueSteps ?? []).flatMap(({ kind = '', worked = '', result = '' }) =>
      fact(depth + 1, 'valueStep', `${words.choice(kind)} ${worked} = ${result}`),
    ),
    ...(each.events ?? []).flatMap(({ eventId, itemId, count, date, document }) =>
      fact(
        depth + 1,
        'eventWord',
        [eventId, itemId, count && `× ${count}`, date, document].filter(Boolean).join(' · '),
      ),
    ),
    ...fact(depth + 1, 'ballotsWord', each.ballots ? String(each.ballots) : ''),
    ...(each.ballotSteps ?? []).flatMap(({ en = '', zh = '' }) =>
      fact(depth + 1, 'ballotRule', language === 'en' ? en : zh),
    ),
    ...fact(
      depth + 1,
      'declaredWord',
      [words.choice(each.declared?.state ?? ''), each.declared?.reason, each.declared?.approvedBy]
        .filter(Boolean)
        .join(' · '),
    ),
    ...fact(depth + 1, 'formula', each.formula),
    ...fact(depth + 1, 'worked', each.worked),
    ...fact(depth + 1, 'parameters', words.parameterLine(each.method ?? '', each.parameters ?? {})),
    ...fact(
      depth + 1,
      'rounding',
      each.score &&
        say(
          'roundingText',
          each.unrounded ?? '',
          each.score,
          each.digits ?? 0,
          words.choice(each.roundingMode ?? ''),
        ),
    ),
    ...fact(depth + 1, 'value', each.value),
    ...fact(depth + 1, 'target', each.target),
    ...(each.inputs ?? []).flatMap((input) => observation(input, depth + 1)),
    ...(each.children ?? []).flatMap((child) => step(child, depth + 1)),
    ...(each.adjustments ?? []).flatMap((adjustment) => step(adjustment, depth + 1)),
    ...(each.gradeReasons ?? []).flatMap(({ en = '', zh = '' }) =>
      fact(depth + 1, 'gradeWord', language === 'en' ? en : zh),
    ),
  ];

  const observation = (input: Input, depth: number): string[] => {
    const fraction = input.denominator ? ` = ${input.numerator} ÷ ${input.denominator}` : '';
    const isCorrected = input.collectedValue && input.collectedValue !== input.value;
    const keys = input.recordKeys ?? [];
    const left = Number(input.recordCount ?? 0) > KEYS ? ` ${say('more', input.recordCount ?? '')}` : '';
    return [
      line(depth, `• ${input.observationId}: ${input.value}${fraction}`),
      ...fact(
        depth + 1,
        'pullWord',
        [input.sourceId, input.pullId, input.measure].filter(Boolean).join(' · '),
      ),
      ...fact(
        depth + 1,
        'verification',
        [
          input.verificationAct && label(`VERIFICATION_ACT_${input.verificationAct}`, language),
          input.verifiedBy,
          input.verificationReason,
          isCorrected ? say('collected', input.collectedValue ?? '') : '',
        ]
          .filter(Boolean)
          .join(' · '),
      ),
      ...fact(
        depth + 1,
        'recordsWord',
        say('recordsText', input.recordCount ?? '0', input.recordsHash ?? ''),
      ),
      ...fact(
        depth + 1,
        'keys',
        input.recordKeysState === 'RECORD_KEYS_STATE_UNAVAILABLE'
          ? say('keysUnavailable')
          : keys.slice(0, KEYS).join(' ') + left,
      ),
    ];
  };

  return [
    line(
      0,
      `${result.cycleId} · ${result.unitId}: ${say('standing', result.total || '–', result.rank || '–', result.gradeId || '–')}`,
    ),
    line(
      0,
      say('run', scoringRun.scoringRunId ?? '', scoringRun.inputHash ?? '', scoringRun.resultHash ?? ''),
    ),
    '',
    ...(root ? step(root, 0) : []),
  ];
}
