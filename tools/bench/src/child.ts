import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Bench } from './bench';

/** A program of this tool in a process of its own; it answers each message with one message. */
export class Child {
  private constructor(
    private readonly process: ChildProcess,
    private readonly ended: Promise<never>,
  ) {}

  /**
   * @param program name of the module beside this one, for example `load`
   * @param flags of its Node
   */
  static start(bench: Bench, program: string, flags: string[] = []): Child {
    const process = fork(join(__dirname, `${program}.js`), {
      execArgv: flags,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const ended = new Promise<never>((_, reject) =>
      process.once('exit', (code, signal) => reject(new Error(`${program} ended with ${code ?? signal}.`))),
    );
    ended.catch(() => undefined);
    bench.defer(() => process.kill('SIGKILL'));
    return new Child(process, ended);
  }

  async ask<T>(message: object): Promise<T> {
    const answer = new Promise<T>((resolve) => this.process.once('message', (said) => resolve(said as T)));
    this.process.send(message);
    return Promise.race([answer, this.ended]);
  }
}

/** The other end: answers every message by `work`, and goes when whoever started it goes. */
export function answering(work: (question: never) => Promise<object>): void {
  process.on('message', (question) => {
    work(question as never).then(
      (answer) => process.send?.(answer),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.on('disconnect', () => process.exit(0));
}
