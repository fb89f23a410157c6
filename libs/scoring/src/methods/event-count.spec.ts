import { decimal, text } from '../decimal';
import type { ScoredEvent } from '../scored-event';
import { countEvents, eventCount } from './event-count';

const none = { unitId: 'u', matterId: '', tier: '', count: '1', document: '文', date: '2026-03-31' };
const events = (...list: (Partial<ScoredEvent> & { itemId: string })[]): ScoredEvent[] =>
  list.map((event, i) => ({ ...none, eventId: `e${i}`, ...event }));

const items = [
  { itemId: 'state', points: '5' },
  { itemId: 'ministry', points: '3', cap: '4' },
  { itemId: 'criticism', points: '-6', cap: '9' },
];
const tiers = [{ tier: 'second', share: '0.5' }];

interface Row {
  why: string;
  rule?: object;
  events: ScoredEvent[];
  is: string;
  worked: string;
}

it.each<Row>([
  { why: 'nothing happened', events: [], is: '0', worked: 'clip(0, 0, 20)' },
  { why: 'one event', events: events({ itemId: 'state' }), is: '5', worked: 'clip(0 + 5, 0, 20)' },
  {
    why: 'an event of another catalogue',
    events: events({ itemId: 'elsewhere' }, { itemId: 'state' }),
    is: '5',
    worked: 'clip(0 + 5, 0, 20)',
  },
  {
    why: 'three times the same',
    events: events({ itemId: 'state', count: '3' }),
    is: '15',
    worked: 'clip(0 + 3 × 5, 0, 20)',
  },
  {
    why: 'the second tier halves, an unnamed one counts full',
    rule: { tiers },
    events: events({ itemId: 'state', tier: 'second' }, { itemId: 'state', tier: 'first' }),
    is: '7.5',
    worked: 'clip(0 + 5 × 0.5 + 5, 0, 20)',
  },
  {
    why: 'an item within its cap',
    events: events({ itemId: 'ministry' }, { itemId: 'ministry' }, { itemId: 'state' }),
    is: '9',
    worked: 'clip(0 + 5 + clip(3 + 3, −4, 4), 0, 20)',
  },
  {
    why: 'losses within the cap of their item',
    rule: { start: '20' },
    events: events({ itemId: 'criticism', count: '2' }),
    is: '11',
    worked: 'clip(20 + clip(2 × (−6), −9, 9), 0, 20)',
  },
  {
    why: '扣完为止',
    rule: { start: '5', floor: '2' },
    events: events({ itemId: 'criticism' }),
    is: '2',
    worked: 'clip(5 + clip((−6), −9, 9), 2, 20)',
  },
  {
    why: 'a cap below the full mark',
    rule: { cap: '8' },
    events: events({ itemId: 'state', count: '2' }),
    is: '8',
    worked: 'clip(0 + 2 × 5, 0, 8)',
  },
  {
    why: 'a full mark as the cap',
    events: events({ itemId: 'state', count: '5' }),
    is: '20',
    worked: 'clip(0 + 5 × 5, 0, 20)',
  },
  {
    why: 'of one matter only what counts is written',
    rule: { oncePerMatter: true },
    events: events({ itemId: 'state', matterId: 'm' }, { itemId: 'state', matterId: 'm' }),
    is: '5',
    worked: 'clip(0 + 5, 0, 20)',
  },
  {
    why: 'what does not count is not added',
    rule: { needsDocument: true },
    events: events({ itemId: 'state', document: '' }, { itemId: 'criticism', document: '' }),
    is: '0',
    worked: 'clip(0, 0, 20)',
  },
])('$why: $worked', ({ rule, events: happened, is, worked }) => {
  const parameters = eventCount.parameters.parse({ items, ...rule });
  const method = eventCount.read(parameters, decimal('test', '20'), 'DIRECTION_HIGHER_IS_BETTER');
  const found = method.score({ value: decimal('test', '0'), events: happened });
  expect({ is: text(found.score), formula: found.formula, worked: found.worked }).toEqual({
    is,
    formula: 'clip(s₀ + Σ n × p, F, c)',
    worked,
  });
});

it('a case without events has the points of the start', () => {
  const method = eventCount.read(
    eventCount.parameters.parse({ items, start: '3' }),
    decimal('test', '20'),
    'DIRECTION_HIGHER_IS_BETTER',
  );
  expect(text(method.score({ value: decimal('test', '0') }).score)).toBe('3');
});

/** What every event counts, and why not. */
const counted = (rule: object, happened: ScoredEvent[]): string[] =>
  countEvents(eventCount.parameters.parse({ items, ...rule }), happened).map(({ event, points, refusal }) =>
    `${event.eventId} ${text(points)} ${refusal}`.trim(),
  );

it.each<[why: string, rule: object, events: ScoredEvent[], ...counted: string[]]>([
  ['a document is asked for', { needsDocument: true }, events({ itemId: 'state' }), 'e0 5'],
  [
    'a document is asked for and missing',
    { needsDocument: true },
    events({ itemId: 'state', document: '' }),
    'e0 0 WITHOUT_DOCUMENT',
  ],
  ['no document is asked for', {}, events({ itemId: 'state', document: '' }), 'e0 5'],
  ['an item of no catalogue', {}, events({ itemId: 'x' })],
  ['the tier halves', { tiers }, events({ itemId: 'state', tier: 'second', count: '2' }), 'e0 5'],
  [
    '同项内容按最高级别加一次分',
    { oncePerMatter: true },
    events({ itemId: 'ministry', matterId: 'm' }, { itemId: 'state', matterId: 'm' }),
    'e0 0 SAME_MATTER',
    'e1 5',
  ],
  [
    'the greatest first',
    { oncePerMatter: true },
    events({ itemId: 'state', matterId: 'm' }, { itemId: 'ministry', matterId: 'm' }),
    'e0 5',
    'e1 0 SAME_MATTER',
  ],
  [
    'a loss weighs by its size',
    { oncePerMatter: true },
    events({ itemId: 'state', matterId: 'm' }, { itemId: 'criticism', matterId: 'm' }),
    'e0 0 SAME_MATTER',
    'e1 -6',
  ],
  [
    'of equals the lesser id, whatever the order',
    { oncePerMatter: true },
    events({ itemId: 'state', matterId: 'm', eventId: 'z' }, { itemId: 'state', matterId: 'm' }),
    'z 0 SAME_MATTER',
    'e1 5',
  ],
  [
    'of equals the lesser id, when it comes first',
    { oncePerMatter: true },
    events({ itemId: 'state', matterId: 'm' }, { itemId: 'state', matterId: 'm' }),
    'e0 5',
    'e1 0 SAME_MATTER',
  ],
  [
    'a lesser event is not lifted by its id',
    { oncePerMatter: true },
    events({ itemId: 'state', matterId: 'm', eventId: 'z' }, { itemId: 'ministry', matterId: 'm' }),
    'z 5',
    'e1 0 SAME_MATTER',
  ],
  [
    'other matters and none',
    { oncePerMatter: true },
    events(
      { itemId: 'state', matterId: 'm' },
      { itemId: 'state', matterId: 'n' },
      { itemId: 'state' },
      { itemId: 'state' },
    ),
    'e0 5',
    'e1 5',
    'e2 5',
    'e3 5',
  ],
  [
    'every event of a matter counts where the rule does not say once',
    {},
    events({ itemId: 'state', matterId: 'm' }, { itemId: 'state', matterId: 'm' }),
    'e0 5',
    'e1 5',
  ],
  [
    'without a document it does not stand for its matter',
    { oncePerMatter: true, needsDocument: true },
    events({ itemId: 'state', matterId: 'm', document: '' }, { itemId: 'ministry', matterId: 'm' }),
    'e0 0 WITHOUT_DOCUMENT',
    'e1 3',
  ],
])('%s', (_, rule, happened, ...is) => {
  expect(counted(rule, happened)).toEqual(is);
});
