export { kafkaAvailable } from './available';
export { type KafkaOptions, type RunningKafka, startKafka } from './kafka';
