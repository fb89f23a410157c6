import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { java, kafkaAvailable } from './available';
import { temporaryDataDir } from './data-dir';
import { resolveJars } from './jars';
import { freePorts } from './ports';
import { scramUsers, type Secure, secureProperties } from './secure';
import { logProperties, serverProperties } from './settings';

export interface KafkaOptions {
  /** Kept after the process ends; without it the data goes when the process does. */
  dataDir?: string;
  /** 0 or absent: any free port. */
  port?: number;
  /** A second listener, by TLS and for one user only (PLAIN, SCRAM-SHA-256, SCRAM-SHA-512). */
  secure?: Secure;
}

/** A running broker. */
export interface RunningKafka {
  brokers: string[];
  /** Of the listener by TLS; empty where there is none. */
  secureBrokers: string[];
  /** Of the Java process; another one after `restart`. */
  readonly pid: number;
  /** Asks the broker to end and waits until it has; the data stays for `restart`. */
  stop(): Promise<void>;
  /** Ends the broker as a power cut would. */
  kill(): Promise<void>;
  /** Starts again on the same data and port, after `stop` or `kill`, or straight away. */
  restart(): Promise<void>;
}

const startTimeoutMs = 60_000;

/**
 * Starts a single-node Apache Kafka (KRaft) on 127.0.0.1 and returns when it answers.
 *
 * Refuses with one sentence where Java or Maven are missing.
 */
export async function startKafka(options: KafkaOptions = {}): Promise<RunningKafka> {
  const { available, why } = kafkaAvailable();
  if (!available) throw new Error(`Kafka cannot be started. ${why}`);
  const jars = resolveJars();
  const dataDir = options.dataDir ?? temporaryDataDir();
  mkdirSync(dataDir, { recursive: true });
  const [freePort, controllerPort, securePort] = await freePorts(3);
  const port = options.port || freePort!;
  const node = new Node(jars, dataDir, port);
  const { secure } = options;
  const properties = serverProperties(dataDir, port, controllerPort!);
  writeFileSync(
    node.settings,
    secure ? properties + secureProperties(port, controllerPort!, securePort!, secure) : properties,
    {
      mode: 0o600,
    },
  );
  writeFileSync(node.logSettings, logProperties(node.log));
  await node.format(secure ? scramUsers(secure) : []);
  await node.start();
  return {
    brokers: [`127.0.0.1:${port}`],
    secureBrokers: secure ? [`127.0.0.1:${securePort}`] : [],
    get pid() {
      return node.pid;
    },
    stop: () => node.end('SIGTERM'),
    kill: () => node.end('SIGKILL'),
    restart: async () => {
      await node.end('SIGTERM');
      await node.start();
    },
  };
}

/** The Java process and its folder. */
class Node {
  readonly settings: string;
  readonly logSettings: string;
  readonly log: string;
  private process?: ChildProcess;

  constructor(
    private readonly jars: string,
    private readonly dataDir: string,
    private readonly port: number,
  ) {
    this.settings = join(dataDir, 'server.properties');
    this.logSettings = join(dataDir, 'log4j2.properties');
    this.log = join(dataDir, 'broker.log');
  }

  get pid(): number {
    return this.process?.pid ?? 0;
  }

  async format(more: string[]): Promise<void> {
    if (existsSync(join(this.dataDir, 'log/meta.properties'))) return;
    const clusterId = randomBytes(16).toString('hex').slice(0, 22);
    const args = this.java(
      'kafka.tools.StorageTool',
      'format',
      '-t',
      clusterId,
      '-c',
      this.settings,
      ...more,
    );
    await promisify(execFile)(java(), args);
  }

  async start(): Promise<void> {
    const child = spawn(java(), this.java('kafka.Kafka', this.settings), { stdio: 'ignore' });
    this.process = child;
    const orphan = (): void => void child.kill('SIGKILL');
    process.once('exit', orphan);
    child.once('exit', () => process.off('exit', orphan));
    const deadline = Date.now() + startTimeoutMs;
    while (!(await this.answers())) {
      if (ended(child)) throw new Error(`Kafka ended while starting. ${this.lastWords()}`);
      if (Date.now() > deadline) {
        await this.end('SIGKILL');
        throw new Error(`Kafka did not answer within ${startTimeoutMs} ms. ${this.lastWords()}`);
      }
      await sleep(100);
    }
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.process;
    if (!child || ended(child)) return;
    child.kill(signal);
    await once(child, 'exit');
  }

  private java(main: string, ...args: string[]): string[] {
    // A test broker lives for seconds: a quick start is worth more than compiled code.
    const machine = [
      '-Xms128m',
      '-Xmx512m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-Djava.awt.headless=true',
    ];
    return [
      ...machine,
      `-Dlog4j2.configurationFile=${this.logSettings}`,
      '-cp',
      join(this.jars, '*'),
      main,
      ...args,
    ];
  }

  private async answers(): Promise<boolean> {
    const admin = new Kafka({
      brokers: [`127.0.0.1:${this.port}`],
      logLevel: logLevel.NOTHING,
      connectionTimeout: 1000,
      retry: { retries: 0 },
    }).admin();
    try {
      await admin.connect();
      return (await admin.describeCluster()).brokers.length === 1;
    } catch {
      return false;
    } finally {
      await admin.disconnect();
    }
  }

  private lastWords(): string {
    if (!existsSync(this.log)) return 'It wrote no log.';
    return `Its log ends:\n${readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-20).join('\n')}`;
  }
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}
