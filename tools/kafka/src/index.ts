export { kafkaAvailable } from './available';
export type { Secure } from './secure';
export { type KafkaOptions, type RunningKafka, startKafka } from './kafka';
