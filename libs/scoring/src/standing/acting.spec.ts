import { Scheme } from '../scheme';
import { acting } from './acting';

const scheme = Scheme.parse({
  vetoes: [
    { vetoId: 'two-years', validMonths: 24 },
    { vetoId: 'filed', validMonths: 0 },
  ],
});

it.each([
  { why: 'the last day is inside', itemId: 'two-years', date: '2024-01-02', period: '2026', acts: true },
  { why: 'ended the day before', itemId: 'two-years', date: '2024-01-01', period: '2026', acts: false },
  { why: 'a later quarter', itemId: 'two-years', date: '2024-08-15', period: '2026-Q3', acts: true },
  { why: 'the quarter after', itemId: 'two-years', date: '2024-08-15', period: '2026-Q4', acts: false },
  { why: 'a month', itemId: 'two-years', date: '2024-12-31', period: '2026-12', acts: true },
  { why: 'on the first of a month', itemId: 'two-years', date: '2024-12-01', period: '2026-11', acts: true },
  { why: 'in the first quarter', itemId: 'two-years', date: '2024-01-02', period: '2026-Q1', acts: true },
  {
    why: 'over the end of the year',
    itemId: 'two-years',
    date: '2024-12-01',
    period: '2026-12',
    acts: false,
  },
  { why: 'without an end', itemId: 'filed', date: '2019-01-01', period: '2026', acts: true },
  { why: 'no veto', itemId: 'praise', date: '2019-01-01', period: '2026', acts: true },
])('a veto acts for its months: $why', ({ itemId, date, period, acts }) => {
  const event = { eventId: 'e', unitId: 'u', itemId, matterId: '', tier: '', count: '1', document: '', date };
  expect(acting(scheme, period, [event])).toEqual(acts ? [event] : []);
});
