import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startTelemetry } from './telemetry';

/*
 * The first thing that a program loads. Services get it by importing @fuxing/service in their first line; a program that
 * loads gRPC, pg or http before that writes `import '@fuxing/service/register'` above everything else.
 */
startTelemetry(programName());

/** `fuxing-indicators` for @fuxing/indicators-service: the package of the script that node was started with. */
function programName(): string {
  try {
    const file = join(dirname(process.argv[1] ?? ''), '..', 'package.json');
    const { name } = JSON.parse(readFileSync(file, 'utf8')) as { name: string };
    return name.replace('@fuxing/', 'fuxing-').replace(/-service$/, '');
  } catch {
    return 'fuxing';
  }
}
