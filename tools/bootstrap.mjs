// The first step of `npm start`, `npm test`, `npm run bench` and `npm run real`: needs nothing but Node.
// Installs what the lock file names, builds what changed, and hands over to the pinned Node.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const stamp = join(modules, '.installed');
const [command = 'start', ...rest] = process.argv.slice(2);

const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  console.log('Installing packages (once, a minute or two) …');
  // Not `npm ci`: it refuses a lock file that lacks the binaries of another platform, and a registry need not have them all.
  const install = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', install, process.platform === 'win32');
  writeFileSync(stamp, lock);
}

console.log('Building what changed …');
const node = join(modules, 'node', 'bin', 'node');
run(
  node,
  [join(modules, 'nx', 'dist', 'bin', 'nx.js'), 'run-many', '-t', 'build', '--output-style=static'],
  false,
  true,
);

const programs = {
  start: ['tools/trial/dist/main.js'],
  real: ['tools/trial/dist/real.js'],
  bench: ['tools/bench/dist/main.js'],
  test: ['node_modules/jest/bin/jest.js'],
};
const program = programs[command];
if (!program) fail(`Unknown command ${command}.`);

// A process group of its own: Ctrl-C reaches only this process, which asks the other one to stop and waits for it.
const child = spawn(node, [...program.map((file) => join(root, file)), ...rest], {
  cwd: root,
  stdio: 'inherit',
  detached: command !== 'test',
  env: { ...process.env, PATH: `${join(modules, '.bin')}:${process.env.PATH}` },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

function run(file, args, shell = false, quiet = false) {
  const result = spawnSync(file, args, {
    cwd: root,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    shell,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, PATH: `${join(modules, '.bin')}:${process.env.PATH}`, NX_DAEMON: 'false' },
  });
  if (result.status === 0) return;
  if (quiet) process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  fail(result.error ? `${file} could not be started: ${result.error.message}` : `${file} failed.`);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
