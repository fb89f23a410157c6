import { Pool } from 'undici';
import { answering } from './child';

export interface Round {
  url: string;
  token: string;
  connections: number;
  seconds: number;
}

export interface Loaded {
  perSecond: number;
  /** Milliseconds. */
  p99: number;
}

/** Asks over kept connections, each one again as soon as it was answered. */
answering(async ({ url, token, connections, seconds }: Round): Promise<Loaded> => {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const waits: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1_000;
  const one = async (): Promise<void> => {
    for (let at = performance.now(); at < until; at = performance.now()) {
      const { statusCode, body } = await pool.request({
        method: 'GET',
        path: pathname + search,
        headers: { authorization: `Bearer ${token}` },
      });
      await body.dump();
      if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}.`);
      waits.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  const took = (performance.now() - began) / 1_000;
  await pool.close();
  waits.sort((a, b) => a - b);
  return { perSecond: waits.length / took, p99: waits[Math.floor(waits.length * 0.99)] ?? 0 };
});
