/*
 * Loaded before a program (`node --require`), it sees which parts of OpenTelemetry the program loads and whether any of
 * them sets a timer, and says so as one line of JSON on SIGUSR2.
 */
const PACKAGE = /node_modules\/(@opentelemetry\/[^/]+)\//;
const timers = new Set<string>();

for (const name of ['setTimeout', 'setInterval', 'setImmediate'] as const) {
  const real = globalThis[name];
  const probed = (...args: Parameters<typeof real>): unknown => {
    const owner = PACKAGE.exec(new Error('who').stack ?? '')?.[1];
    if (owner) timers.add(`${owner} ${name}`);
    return (real as (...args: unknown[]) => unknown)(...args);
  };
  globalThis[name] = Object.assign(probed, real) as never;
}

process.on('SIGUSR2', () => {
  const loaded = new Set(Object.keys(require.cache).flatMap((file) => PACKAGE.exec(file)?.[1] ?? []));
  const seen = { msg: 'telemetry probe', loaded: [...loaded].sort(), timers: [...timers].sort() };
  process.stdout.write(`${JSON.stringify(seen)}\n`);
});
