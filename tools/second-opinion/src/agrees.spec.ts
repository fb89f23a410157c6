import { randomPackage } from '../../../libs/scoring/src/samples/random-package';
import { disagreements } from './disagreements';

const SCHEMES = Number(process.env['SECOND_OPINION_SCHEMES'] ?? 600);
/** Open questions are in the README; falls to 0 when they are settled. */
const OPEN_SHARE = 0.06;

it(`agrees with the engine on all but the open questions in ${SCHEMES} random schemes`, () => {
  const open = Array.from({ length: SCHEMES }, (_, i) => `opinion ${i}`).flatMap((seed) => {
    const found = disagreements(randomPackage(seed));
    return found.length > 0 ? [{ seed, found }] : [];
  });
  const text = open.map(({ seed, found }) => `${seed}: ${found.join('; ')}`).join('\n');
  if (open.length > SCHEMES * OPEN_SHARE) throw new Error(text);
  expect(open.length).toBeLessThanOrEqual(SCHEMES * OPEN_SHARE);
}, 300_000);
