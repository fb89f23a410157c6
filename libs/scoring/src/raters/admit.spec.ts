import { checkScheme } from '../check-scheme';
import { Scheme } from '../scheme';
import { admit } from './admit';

const scheme = (raters: object) =>
  Scheme.parse({
    nodes: [
      {
        nodeId: 'n',
        share: '100',
        opinion: {
          scale: [
            { option: 'good', value: '100' },
            { option: 'bad', value: '0' },
          ],
        },
        raters,
      },
    ],
  });
const ballot = (raterId: string, raterUnitId: string) => ({
  unitId: 'a',
  raterId,
  raterUnitId,
  option: 'good',
});
const ballots = [ballot('1', 'a'), ballot('2', 'b'), ballot('3', '')];

it.each([
  { raters: {}, counted: 2, enough: true },
  { raters: { recuse: false }, counted: 3, enough: true },
  { raters: { minimum: 3 }, counted: 2, enough: false },
])('with $raters counts $counted', ({ raters, counted, enough }) => {
  const admitted = admit(scheme(raters).nodes[0]!, ballots)('a');
  expect([admitted.ballots.length, admitted.enough]).toEqual([counted, enough]);
});

it.each([
  { rule: { refuseUniform: true }, field: 'refuseUniform' },
  { rule: { quotas: [{ option: 'good', share: '0.5' }] }, field: 'quotas' },
  { rule: { trimAbove: 5 }, field: 'trimAbove' },
  { rule: { levelling: 'LEVELLING_Z_SCORE' }, field: 'levelling' },
])('refuses $field, which is not computed yet', ({ rule, field }) => {
  expect(checkScheme(scheme(rule), new Map())).toMatchObject([
    { field: `nodes[0].raters.${field}`, reason: 'RATER_RULE_UNSUPPORTED' },
  ]);
  expect(checkScheme(scheme({ minimum: 3 }), new Map())).toEqual([]);
});
