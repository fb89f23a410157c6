import { checkContributions } from './contributions';

const goal = { indicatorId: 'goal', level: 1, contributesTo: [] };
const link = (indicatorId: string, weight = '50') => ({ indicatorId, weight });

it.each([
  {
    why: 'a link to a goal',
    wanted: { indicatorId: 'x', level: 2, contributesTo: [link('goal')] },
    others: [goal],
    is: [],
  },
  {
    why: 'exactly 100 together',
    wanted: { indicatorId: 'x', level: 2, contributesTo: [link('goal', '50')] },
    others: [goal, { indicatorId: 'y', level: 2, contributesTo: [link('goal', '50.0')] }],
    is: [],
  },
  {
    why: 'above 100 together',
    wanted: { indicatorId: 'x', level: 2, contributesTo: [link('goal', '50.1')] },
    others: [goal, { indicatorId: 'y', level: 2, contributesTo: [link('goal', '50')] }],
    is: ['LINK_WEIGHTS_EXCEED_100'],
  },
  {
    why: 'its own old weights do not count',
    wanted: { indicatorId: 'x', level: 2, contributesTo: [link('goal', '60')] },
    others: [goal, { indicatorId: 'x', level: 2, contributesTo: [link('goal', '90')] }],
    is: [],
  },
  {
    why: 'a parent that is not there',
    wanted: { indicatorId: 'x', level: 2, contributesTo: [link('nowhere')] },
    others: [],
    is: ['INDICATOR_LINK_NOT_FOUND'],
  },
  {
    why: 'a circle',
    wanted: { indicatorId: 'x', level: 3, contributesTo: [link('y')] },
    others: [{ indicatorId: 'y', level: 2, contributesTo: [link('x')] }],
    is: ['INDICATOR_LINK_CYCLE'],
  },
  {
    why: 'sideways',
    wanted: { indicatorId: 'x', level: 2, contributesTo: [link('y')] },
    others: [{ indicatorId: 'y', level: 2, contributesTo: [] }],
    is: ['INDICATOR_LINK_LEVEL'],
  },
])('$why', ({ wanted, others, is }) => {
  expect(checkContributions(wanted, others).map((violation) => violation.reason)).toEqual(is);
});
