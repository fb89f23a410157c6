import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { jarFolder } from './jars';

/** The oldest Java that runs a Kafka 4 broker. */
const oldestJava = 17;

/** `JAVA_HOME` wins over the search path, as in Kafka's own scripts. */
export function java(): string {
  return process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java';
}

/** 8 for `version "1.8.0_412"`, 17 for `version "17.0.15"`; undefined where there is no Java. */
export function javaMajor(banner: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(banner) ?? [];
  if (first === undefined) return undefined;
  return Number(first === '1' ? second : first);
}

/**
 * Whether a broker can be started on this machine, and why (not), as a sentence.
 *
 * Tests skip by this answer; where `CI=true` they must start the broker anyway
 * and fail by it.
 */
export function kafkaAvailable(): { available: boolean; why: string } {
  const major = javaMajor(spawnSync(java(), ['-version'], { encoding: 'utf8' }).stderr ?? '');
  if (major === undefined) return { available: false, why: `There is no Java; Kafka needs ${oldestJava}.` };
  if (major < oldestJava) return { available: false, why: `Java is ${major}; Kafka needs ${oldestJava}.` };
  if (existsSync(jarFolder()))
    return { available: true, why: `Java ${major} and the broker's jars are here.` };
  if (spawnSync('mvn', ['-v']).status !== 0)
    return { available: false, why: "There is no Maven to fetch the broker's jars with." };
  return { available: true, why: `Java ${major} and Maven are here.` };
}
