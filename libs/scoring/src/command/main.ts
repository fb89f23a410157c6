import { run } from './program';

const write = (to: NodeJS.WriteStream) => (text: string) => void to.write(`${text}\n`);

process.exitCode = run(process.argv.slice(2), {
  env: process.env,
  out: write(process.stdout),
  err: write(process.stderr),
});
