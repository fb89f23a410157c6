import { type DataSource } from 'typeorm';
import { connect } from '@fuxing/db';
import { evaluation } from '@fuxing/evaluation-service';
import { kafkaAvailable, startKafka } from '@fuxing/kafka';
import { openBus, relayOnce } from '@fuxing/outbox';
import { installService } from '@fuxing/testing';
import { Kafka, logLevel, Partitioners, type Message } from 'kafkajs';
import type { Client } from 'pg';
import { type Bench, type Figure, median, seconds } from './bench';
import { freshPostgres, superuser } from './server';

const RUNS = 5;
const EVENTS = 20_000;
/** As in libs/outbox. */
const BATCH = 500;
const KEYS = 997;

/** From the outbox table to a real broker, against kafkajs alone sending the same messages in batches of that size. */
export async function relay(bench: Bench): Promise<Figure[]> {
  const { available, why } = kafkaAvailable();
  if (!available) {
    bench.tell(`left out. ${why}`);
    return [];
  }
  bench.tell('broker and database');
  const kafka = await startKafka();
  bench.defer(() => kafka.stop());
  const postgres = await freshPostgres(bench);
  const urls = await installService(postgres.url, evaluation.database);
  const admin = await superuser(bench, postgres.url);
  const worker = await connect(evaluation.database, urls.worker, 2);
  bench.defer(() => worker.destroy());
  const bus = await openBus(`kafka://${kafka.brokers.join(',')}`, 'bench');
  bench.defer(() => bus.close());
  const producer = new Kafka({ brokers: kafka.brokers, logLevel: logLevel.NOTHING }).producer({
    maxInFlightRequests: 1,
    allowAutoTopicCreation: true,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  bench.defer(() => producer.disconnect());

  const alone = async (): Promise<number> => {
    const messages = Array.from({ length: EVENTS }, (_, n) => messageOf(n));
    return seconds(async () => {
      for (let at = 0; at < EVENTS; at += BATCH) {
        const batch = messages.slice(at, at + BATCH);
        await producer.sendBatch({ acks: -1, topicMessages: [{ topic: 'bench.alone.v1', messages: batch }] });
      }
    });
  };
  const relayed = async (): Promise<number> => {
    await fill(admin);
    return seconds(() => drain(worker, bus));
  };
  await Promise.all([alone(), relayed()]);
  const [ours, floor]: [number[], number[]] = [[], []];
  for (let run = 1; run <= RUNS; run += 1) {
    bench.tell(`${EVENTS} events, ${run} of ${RUNS}`);
    floor.push(EVENTS / (await alone()));
    ours.push(EVENTS / (await relayed()));
  }
  return [
    {
      name: 'relay',
      figure: median(ours),
      unit: 'events/s',
      against: `kafkajs alone, ${BATCH} a batch`,
      floor: median(floor),
      aim: '≥ 0.5',
      runs: ours,
    },
  ];
}

async function fill(admin: Client): Promise<void> {
  await admin.query(
    `INSERT INTO evaluation.outbox (tenant_id, topic, key, type, payload)
     SELECT '130404', 'bench.relayed.v1', 'unit-' || n % ${KEYS}, 'fuxing.evaluation.v1.ResultsFinalised',
            jsonb_build_object('cycleId', 'streets-2025', 'unitId', 'unit-' || n % ${KEYS}, 'total', '98.25', 'rank', n, 'gradeId', 'excellent')
     FROM generate_series(1, ${EVENTS}) AS n`,
  );
  await admin.query('VACUUM ANALYZE evaluation.outbox');
}

async function drain(worker: DataSource, bus: Parameters<typeof relayOnce>[1]): Promise<void> {
  while ((await relayOnce(worker, bus)) > 0);
}

/** What the bus would make of such an event. */
function messageOf(n: number): Message {
  const key = `unit-${n % KEYS}`;
  return {
    key: `130404/${key}`,
    value: JSON.stringify({
      rank: n,
      total: '98.25',
      unitId: key,
      cycleId: 'streets-2025',
      gradeId: 'excellent',
    }),
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: `7d444840-9dc0-11d1-b245-${String(n).padStart(12, '0')}`,
      ce_source: '/fuxing/bench',
      ce_type: 'fuxing.evaluation.v1.ResultsFinalised',
      ce_subject: key,
      ce_time: '2026-11-23T00:00:00.000Z',
      ce_tenantid: '130404',
    },
  };
}
