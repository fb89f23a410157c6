import { changeWords, effectWords, refusalWords } from '../words/choices';
import type { Block, Fact } from './page';
import type { Judged, LeafStep, PeriodStep, TimeStep } from './receipt';
import type { SchemeNode } from '../scheme';
import type { Speech } from './speak';

/** So many values of a group are printed. */
const VALUES_SHOWN = 40;

/** A leaf: its data, what was done to them, the rule and the points. */
export function describeLeaf(speech: Speech, leaf: LeafStep, number: string): Block[] {
  const periods = leaf.steps.filter((step) => step.kind === 'PERIOD');
  const { facts, tables } = speech.parameters(leaf.method, leaf.parameters);
  const blocks: Block[] = [
    {
      kind: 'heading',
      level: 4,
      text: `${number} ${speech.name(leaf, leaf.nodeId)}`,
      aside: `${leaf.effect === 'ZEROED' ? '0' : (leaf.after ?? '–')} / ${leaf.outOf}`,
    },
    {
      kind: 'facts',
      facts: [[speech.label('method'), speech.method(leaf.method)], ...aboutIndicator(speech, leaf)],
    },
    ...states(speech, leaf),
    ...leaf.steps.filter((step) => step.kind === 'TIME').map((step) => observations(speech, step)),
    ...events(speech, leaf),
    ...ballots(speech, leaf),
  ];
  for (const step of leaf.steps) {
    if (step.kind === 'PERIOD' || step.before === undefined) continue;
    const label =
      step.kind === 'TIME'
        ? `${speech.label('aggregation')} – ${speech.method(step.method)}`
        : speech.say(changeWords[step.method]);
    blocks.push({ kind: 'working', working: speech.working(label, step) });
  }
  if (facts.length > 0) blocks.push({ kind: 'facts', facts: prefixed(speech.label('parameters'), facts) });
  blocks.push(...tables, ...(periods.length > 0 ? [] : inputs(speech, leaf, leaf.outOf)));
  for (const step of periods) blocks.push(...period(speech, step, leaf.outOf));
  if (leaf.before !== undefined) {
    const label = speech.label(periods.length > 0 ? 'averaging' : 'scoring');
    blocks.push({ kind: 'working', working: speech.working(label, leaf) });
  }
  return blocks;
}

/** Says once before the first fact what they are. */
const prefixed = (title: string, facts: Fact[]): Fact[] => [[`${title}:`, ''], ...facts];

function aboutIndicator(speech: Speech, { indicator }: LeafStep): Fact[] {
  if (!indicator) return [];
  const { indicatorId, version, direction, unitOfMeasure, priceBasis } = indicator;
  return [
    [
      speech.label('indicator'),
      `${indicatorId}, ${speech.label('version')} ${version}, ${speech.choice(direction)}`,
    ],
    ...(unitOfMeasure === '' ? [] : [[speech.label('unitOfMeasure'), unitOfMeasure] as const]),
    ...(priceBasis ? [[speech.label('priceBasis'), speech.choice(priceBasis)] as const] : []),
  ];
}

function states(speech: Speech, leaf: LeafStep): Block[] {
  const { state, reason, effect, declared, vetoes } = leaf;
  const blocks: Block[] = [];
  if (state !== 'SCORED') {
    blocks.push({
      kind: 'note',
      text: `${speech.say(reason)} ${speech.say(effectWords[effect])}${speech.language === 'en' ? '.' : '。'}`,
    });
  }
  for (const veto of vetoes) {
    const proof = [veto.document || veto.eventId, veto.date];
    const told = [speech.name(veto, veto.vetoId), veto.basis, veto.decidedBy, ...proof];
    blocks.push({ kind: 'note', text: `${speech.label('veto')}: ${told.filter(Boolean).join(', ')}` });
  }
  if (declared) {
    const { state: stated, value, reason: why, approvedBy } = declared;
    const standsIn = stated === 'PENDING' && state === 'SCORED';
    const told = [
      speech.choice(stated),
      stated === 'IMPUTED' || stated === 'JUDGED' ? value : '',
      bandName(leaf),
      standsIn ? speech.choice('MISSING_RULE_LAST_CYCLE') : '',
      why,
    ];
    blocks.push({
      kind: 'facts',
      facts: [
        [speech.label('declared'), told.filter(Boolean).join(', ')],
        [speech.label('approvedBy'), approvedBy],
      ],
    });
  }
  return blocks;
}

/** The band that a mark was given in, as the scheme calls it. */
function bandName({ declared, parameters }: LeafStep): string {
  const { bandId = '' } = declared ?? {};
  const bands = (parameters as Partial<SchemeNode['judged']>)?.bands ?? [];
  return bands.find((band) => band.bandId === bandId)?.name || bandId;
}

function observations(speech: Speech, { observations: list }: TimeStep): Block {
  const optional = (['numerator', 'denominator', 'factor'] as const).filter((key) =>
    list.some((each) => each[key]),
  );
  return {
    kind: 'table',
    caption: '',
    head: [speech.label('period'), speech.label('value'), ...optional.map((key) => speech.label(key))],
    rows: list.map((each) => [each.period, each.value, ...optional.map((key) => each[key] ?? '')]),
  };
}

function events(speech: Speech, leaf: LeafStep): Block[] {
  if (leaf.events.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: speech.label('events'),
      head: (['item', 'date', 'document', 'times', 'points', 'remark'] as const).map((name) =>
        speech.label(name),
      ),
      rows: leaf.events.map((each) => [
        [itemName(leaf, each.itemId), each.tier].filter(Boolean).join(' / '),
        each.date,
        each.document,
        each.count,
        each.points,
        speech.say(refusalWords[each.refusal]),
      ]),
    },
  ];
}

/** What the catalogue of the leaf calls an item. */
function itemName({ parameters }: LeafStep, itemId: string): string {
  const { items = [] } = parameters as Partial<NonNullable<SchemeNode['eventCount']>>;
  return items.find((item) => item.itemId === itemId)?.name || itemId;
}

function ballots(speech: Speech, { ballots: count }: LeafStep): Block[] {
  if (!count) return [];
  const facts: Fact[] = [
    [speech.label('cast'), String(count.cast)],
    [speech.label('valid'), String(count.valid)],
    [speech.label('counted'), String(count.counted)],
  ];
  const steps = count.steps.map((step): Block => ({ kind: 'note', text: speech.say(step) }));
  if (count.withheld)
    return [{ kind: 'facts', facts }, ...steps, { kind: 'note', text: speech.label('withheld') }];
  return [
    { kind: 'facts', facts },
    ...steps,
    {
      kind: 'table',
      caption: speech.label('ballots'),
      head: [speech.label('option'), speech.label('votes')],
      rows: count.options.map(({ option, count: votes }) => [option, String(votes)]),
    },
  ];
}

function inputs(speech: Speech, judged: Judged & { method: string }, outOf: string): Block[] {
  const { method, value, target, rank, count, group } = judged;
  const facts: Fact[] = [[speech.label('fullMark'), outOf]];
  if (value !== undefined) facts.push([speech.label('reached'), value]);
  if (target !== undefined) {
    facts.push([speech.label(method === 'TWO_TARGETS' ? 'declaredTarget' : 'target'), target]);
  }
  if (rank !== undefined) facts.push([speech.label('placeIn'), String(rank)]);
  if (count !== undefined) facts.push([speech.label('countOf'), String(count)]);
  if (group) {
    const more = group.length > VALUES_SHOWN ? [speech.label('more', { count: group.length })] : [];
    facts.push([speech.label('groupValues'), [...group.slice(0, VALUES_SHOWN), ...more].join(', ')]);
  }
  return [{ kind: 'facts', facts: prefixed(speech.label('inputs'), facts) }];
}

function period(speech: Speech, step: PeriodStep, outOf: string): Block[] {
  const working = speech.working(`${speech.label('scoring')} – ${step.period}`, step);
  return [...inputs(speech, step, outOf), { kind: 'working', working }];
}
