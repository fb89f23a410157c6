import { type Published, score } from '../samples/published';

const catalogue = {
  items: [
    { itemId: 'state', points: '8' },
    { itemId: 'ministry', points: '3', cap: '4' },
    { itemId: 'criticism', points: '-5' },
  ],
  tiers: [{ tier: 'second', share: '0.5' }],
  oncePerMatter: true,
  needsDocument: true,
};

const opinionScale = {
  scale: [
    { option: '好', value: '100' },
    { option: '较好', value: '80' },
    { option: '一般', value: '60' },
    { option: '较差', value: '40' },
  ],
};

const ballotLadder = {
  excellent: ['优秀'],
  poor: ['基本称职', '不称职'],
  rungs: [
    { share: '0.9', points: '200' },
    { share: '0.6', points: '170' },
  ],
  poorShare: '0.333333',
  poorPoints: '130',
  otherwise: '160',
};

it.each<Published>([
  // g-12: 20 ballots 10/6/3/1.
  {
    why: 'ballots',
    field: 'opinion',
    rule: opinionScale,
    given: { ballots: { 好: 10, 较好: 6, 一般: 3, 较差: 1 } },
    is: '85',
  },
  { why: 'no ballots', field: 'opinion', rule: opinionScale, given: {}, is: 'BALLOTS_TOO_FEW' },
  {
    why: 'nine in ten',
    field: 'opinionLadder',
    rule: ballotLadder,
    given: { outOf: '200', ballots: { 优秀: 9, 称职: 1 } },
    is: '200',
  },
  {
    why: 'few excellent, few poor',
    field: 'opinionLadder',
    rule: ballotLadder,
    given: { outOf: '200', ballots: { 优秀: 5, 称职: 5 } },
    is: '160',
  },
  {
    why: 'a third poor',
    field: 'opinionLadder',
    rule: ballotLadder,
    given: { outOf: '200', ballots: { 优秀: 3, 不称职: 3 } },
    is: '130',
  },
  { why: 'points given', field: 'points', rule: {}, given: { outOf: '10', value: '12' }, is: '10' },
  // 8 + 3 × 0.5 (second tier) − 5; the second event about one matter and the one without document count nothing.
  {
    why: 'events',
    field: 'eventCount',
    rule: catalogue,
    given: {
      outOf: '20',
      events: [
        { itemId: 'state', matterId: 'm' },
        { itemId: 'ministry', matterId: 'm' },
        { itemId: 'ministry', tier: 'second' },
        { itemId: 'state', document: '' },
        { itemId: 'criticism' },
      ],
    },
    is: '4.5',
  },
  {
    why: 'an item within its cap',
    field: 'eventCount',
    rule: catalogue,
    given: { outOf: '20', events: [{ itemId: 'ministry', count: '3' }] },
    is: '4',
  },
  {
    why: '扣完为止',
    field: 'eventCount',
    rule: { items: [{ itemId: 'late', points: '-2' }], start: '5' },
    given: { outOf: '5', events: [{ itemId: 'late', count: '4' }] },
    is: '0',
  },
])('$field: $why', ({ field, rule, given, is }) => {
  expect(score(field, rule, given)).toBe(is);
});
