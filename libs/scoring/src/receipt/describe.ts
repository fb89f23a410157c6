import { downgradeRuleWords, effectWords, gradeRuleWords, vetoWords } from '../words/choices';
import type { Language } from '../words/word';
import { describeAdjustment, describeNode, namesOf } from './describe-node';
import { describeLeaf } from './describe-leaf';
import type { Block, Page } from './page';
import type { Comparison, GradeRule, Receipt, ScoreStep, SetOffVeto } from './receipt';
import { Speech } from './speak';

/** So many units of the list are printed around the unit and at the top. */
const NEIGHBOURS = 5;

/** A receipt in words, before it has a form. */
export function describe(receipt: Receipt, language: Language): Page {
  const speech = new Speech(language);
  const { scheme, unit, standing, total, cyclePeriod } = receipt;
  const unitName = speech.name(unit, unit.unitId);
  const ranked = standing.comparison.units.length;
  const grade = [standing.gradeName || standing.gradeId, standing.undecided ? speech.label('undecided') : ''];
  const sections: Block[][] = [
    overview(speech, receipt),
    describeStanding(speech, receipt),
    [
      { kind: 'heading', level: 2, text: speech.label('details'), aside: '' },
      ...describeNode(speech, total, '', unitName),
    ],
    ...total.steps.flatMap((step, i) =>
      step.kind === 'ADJUSTMENT'
        ? describeAdjustment(speech, step, i + 1)
        : describeStep(speech, step, String(i + 1)),
    ),
    [
      { kind: 'heading', level: 3, text: speech.label('legend'), aside: '' },
      { kind: 'note', text: speech.label('legendFunctions') },
      { kind: 'note', text: speech.label('legendSymbols') },
      { kind: 'note', text: speech.label('legendRounding') },
    ],
  ];
  return {
    language,
    title: `${speech.label('title')} – ${unitName}`,
    summary: [
      [speech.label('total'), total.after ?? speech.label('noTotal')],
      [
        speech.label('rank'),
        standing.rank === 0
          ? speech.label('unranked')
          : speech.label('place', { rank: standing.rank, count: ranked }),
      ],
      ...(standing.gradeId === ''
        ? []
        : [[speech.label('grade'), grade.filter(Boolean).join(' – ')] as const]),
    ],
    facts: [
      [speech.label('unit'), named(unitName, unit.unitId)],
      [
        speech.label('scheme'),
        `${named(speech.name(scheme, scheme.schemeId), scheme.schemeId)}, ${speech.label('version')} ${scheme.version}, ${speech.choice(scheme.shareKind)}, ${speech.label('fullMark')} = ${scheme.fullMark}`,
      ],
      [speech.label('cycle'), cyclePeriod],
    ],
    sections,
  };
}

const named = (name: string, id: string): string => (name === id ? id : `${name} (${id})`);

/** A node and all below it, numbered 1, 1.1, 1.2 … */
function describeStep(speech: Speech, step: ScoreStep, number: string): Block[][] {
  if (step.kind === 'LEAF') return [describeLeaf(speech, step, number)];
  return [
    describeNode(speech, step, number, speech.name(step, step.nodeId)),
    ...step.steps.flatMap((each, i) => describeStep(speech, each, `${number}.${i + 1}`)),
  ];
}

function overview(speech: Speech, { scheme, total }: Receipt): Block[] {
  const rows: string[][] = [];
  const add = (step: ScoreStep, number: string): void => {
    const effect = step.kind === 'LEAF' ? step.effect : step.state;
    const state = effect === 'SCORED' ? '' : speech.say(effectWords[effect]);
    const reason = step.kind === 'LEAF' && step.state !== 'SCORED' ? speech.say(step.reason) : '';
    const score = effect === 'SCORED' ? (step.after ?? '') : effect === 'ZEROED' ? '0' : '–';
    rows.push([
      number,
      speech.name(step, step.nodeId),
      step.share,
      score,
      [state, reason].filter(Boolean).join(' – '),
    ]);
    if (step.kind === 'NODE') for (const [i, each] of step.steps.entries()) add(each, `${number}.${i + 1}`);
  };
  for (const [i, step] of total.steps.entries()) {
    if (step.kind !== 'ADJUSTMENT') add(step, String(i + 1));
    else {
      const sign = step.method === 'ADJUSTMENT_KIND_BONUS' ? '+' : '−';
      const name = speech.name(step, step.adjustmentId);
      rows.push([
        String(i + 1),
        name,
        `≤ ${step.cap}`,
        `${sign}${step.before ?? '0'}`,
        speech.choice(step.method),
      ]);
    }
  }
  rows.push(['', speech.label('total'), scheme.fullMark, total.after ?? '–', '']);
  const weights = scheme.shareKind === 'SHARE_KIND_WEIGHTS';
  return [
    { kind: 'heading', level: 2, text: speech.label('overview'), aside: '' },
    {
      kind: 'table',
      caption: '',
      head: [
        '',
        speech.label('item'),
        speech.label(weights ? 'shareWeight' : 'shareMark'),
        speech.label('score'),
        speech.label('state'),
      ],
      rows,
    },
  ];
}

function describeStanding(speech: Speech, { standing, unit, total }: Receipt): Block[] {
  const { comparison, steps, vetoes } = standing;
  const blocks: Block[] = [
    { kind: 'heading', level: 2, text: speech.label('standing'), aside: '' },
    {
      kind: 'facts',
      facts: [
        [
          speech.label('comparedWith'),
          comparison.classId === ''
            ? speech.label('wholeGroup')
            : speech.name(comparison, comparison.classId),
        ],
      ],
    },
    ranking(speech, comparison, unit.unitId, namesOf(speech, total.steps)),
  ];
  if (standing.grades.length > 0) blocks.push(gradeTable(speech, standing.grades));
  if (steps.length > 0) {
    blocks.push({
      kind: 'table',
      caption: speech.label('reason'),
      head: [speech.label('rule'), speech.label('reason'), speech.label('grade')],
      rows: steps.map((step) => [
        speech.say(gradeRuleWords[step.rule]),
        speech.say(step),
        step.gradeName || step.gradeId,
      ]),
    });
  }
  if (vetoes.length > 0) blocks.push(vetoTable(speech, vetoes));
  if (standing.downgradeRule) {
    const rule = speech.say(downgradeRuleWords[standing.downgradeRule]);
    blocks.push({ kind: 'facts', facts: [[speech.label('downgradeRule'), rule]] });
  }
  return blocks;
}

/** Thresholds, and how the places of each grade are worked out. */
function gradeTable(speech: Speech, grades: readonly GradeRule[]): Block {
  return {
    kind: 'table',
    caption: speech.label('gradeRules'),
    head: [speech.label('grade'), speech.label('threshold'), speech.label('quota'), speech.label('border')],
    rows: grades.map(({ gradeId, name, minScore, quota }) => [
      name || gradeId,
      minScore,
      quota
        ? speech.label('quotaOf', {
            share: quota.share,
            count: quota.count,
            rounding: speech.choice(quota.rounding),
            places: quota.places,
          })
        : '',
      quota ? speech.choice(quota.border) : '',
    ]),
  };
}

/** Vetoes with what they rest on. */
function vetoTable(speech: Speech, vetoes: readonly SetOffVeto[]): Block {
  return {
    kind: 'table',
    caption: speech.label('veto'),
    head: [
      speech.label('veto'),
      speech.label('state'),
      speech.label('basis'),
      speech.label('decidedBy'),
      speech.label('proof'),
      speech.label('date'),
    ],
    rows: vetoes.map((veto) => [
      speech.name(veto, veto.vetoId),
      [speech.say(vetoWords[veto.effect]), veto.levels && speech.label('levelsDown', { count: veto.levels })]
        .filter(Boolean)
        .join(' – '),
      veto.basis,
      veto.decidedBy,
      veto.document || veto.eventId,
      veto.date,
    ]),
  };
}

/** The ranked list with what decided the places, long ones around the unit only. */
function ranking(
  speech: Speech,
  { by, units }: Comparison,
  unitId: string,
  names: ReadonlyMap<string, string>,
): Block {
  const own = units.findIndex((each) => each.unitId === unitId);
  const shown = units.map(
    (_, i) => i < NEIGHBOURS || Math.abs(i - own) <= NEIGHBOURS || units.length <= 4 * NEIGHBOURS,
  );
  const rows: string[][] = [];
  let skipped = 0;
  const close = (): void => {
    if (skipped > 0) rows.push(['…', speech.label('between', { count: skipped }), ...by.map(() => '')]);
    skipped = 0;
  };
  for (const [i, unit] of units.entries()) {
    if (!shown[i]) {
      skipped += 1;
      continue;
    }
    close();
    const mark = unit.unitId === unitId ? '▶ ' : '';
    rows.push([String(unit.rank), mark + speech.name(unit, unit.unitId), ...unit.keys]);
  }
  close();
  return {
    kind: 'table',
    caption: '',
    head: [
      speech.label('rank'),
      speech.label('unit'),
      ...by.map((name) => names.get(name) ?? speech.choice(name)),
    ],
    rows,
  };
}
