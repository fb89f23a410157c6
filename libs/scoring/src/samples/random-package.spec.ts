import { checkScheme } from '../check-scheme';
import { evaluate } from '../evaluate';
import { type MethodField, methodFields, methodsOf } from '../methods';
import { leavesOf } from '../scheme';
import { randomPackage } from './random-package';

it('makes packages that can be scored, of every method', () => {
  const seen = new Set<MethodField>();
  const states = new Set<string>();
  for (let seed = 0; seed < 300; seed += 1) {
    const of = randomPackage(`package ${seed}`, true);
    const indicators = new Map(of.indicators.map((each) => [each.indicatorId, each]));
    expect({ seed, faults: checkScheme(of.scheme, indicators) }).toEqual({ seed, faults: [] });
    for (const [node] of leavesOf(of.scheme)) for (const field of methodsOf(node)) seen.add(field);
    for (const { state } of evaluate(of).results) states.add(state);
  }
  expect([...seen].sort()).toEqual([...methodFields].sort());
  expect(states).toContain('SCORED');
});
