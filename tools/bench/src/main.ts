import { parseArgs } from 'node:util';
import type { Bench, Benchmark, Figure } from './bench';
import { collect } from './collect';
import { engine } from './engine';
import { gateway } from './gateway';
import { ingest } from './ingest';
import { relay } from './relay';
import { document, table } from './report';
import { scoring } from './scoring';
import { start } from './start';

const benchmarks: Record<string, Benchmark> = { ingest, collect, scoring, engine, gateway, relay, start };
const undos: (() => unknown)[] = [];

async function undo(): Promise<void> {
  for (const each of undos.splice(0).reverse()) {
    try {
      await each();
    } catch (error) {
      console.error(error);
    }
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !(name in benchmarks));
  if (unknown.length > 0) {
    console.error(
      `There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}.`,
    );
    return 2;
  }
  const figures: Figure[] = [];
  let failures = 0;
  for (const [name, run] of Object.entries(benchmarks)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const bench: Bench = {
      tell: (sentence) => console.error(`  ${name}: ${sentence}`),
      defer: (each) => undos.push(each),
    };
    try {
      const found = await run(bench);
      figures.push(...found);
      if (!values.json) console.log(`${table(found)}\n`);
    } catch (error) {
      failures += 1;
      console.error(`${name} could not be measured:`, error);
    } finally {
      await undo();
    }
  }
  if (values.json) console.log(JSON.stringify(document(figures), null, 2));
  else if (positionals.length !== 1) console.log(table(figures));
  return failures === 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void undo().finally(() => process.exit(130)));
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
