import { pace } from './pace';

const never = new AbortController().signal;

it('spaces requests evenly, and saves none up', async () => {
  const turn = pace(1_200);
  const began = performance.now();
  const at: number[] = [];
  for (let n = 0; n < 4; n++) {
    await turn(never);
    at.push(performance.now() - began);
  }
  for (const [n, ms] of at.entries()) expect(ms).toBeGreaterThanOrEqual(n * 50 - 5);
});

it('waits no longer than it is wanted', async () => {
  const turn = pace(1);
  await turn(never);
  await expect(turn(AbortSignal.timeout(20))).rejects.toThrow(/abort/i);
});
