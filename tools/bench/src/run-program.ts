import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a program printed. The source that it reads is in this process, so it may not be waited for in one go. */
export async function runProgram(program: string, args: string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${err.slice(-2_000)}`);
  return out;
}
