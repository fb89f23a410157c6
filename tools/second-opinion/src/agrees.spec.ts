import { randomPackage } from '../../../libs/scoring/src/samples/random-package';
import { disagreements } from './disagreements';

const SCHEMES = Number(process.env['SECOND_OPINION_SCHEMES'] ?? 1_000);

it(`agrees with the engine on ${SCHEMES} random schemes`, () => {
  const parted = Array.from({ length: SCHEMES }, (_, i) => `opinion ${i}`).flatMap((seed) => {
    const found = disagreements(randomPackage(seed));
    return found.length > 0 ? [`${seed}: ${found.join('; ')}`] : [];
  });
  expect(parted).toEqual([]);
}, 600_000);
