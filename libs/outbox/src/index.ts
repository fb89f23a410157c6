export { consume, requestReplay, type ConsumeOptions, type Handler } from './consume';
export type { BusEvent, EventBus, SubscribeOptions, Subscription } from './event-bus';
export { openBus } from './open-bus';
export { postgresBusLag, postgresBusSchema } from './postgres-bus';
export { publish, type OutboxEvent } from './publish';
export { type Login, readTopic, type TopicMessage, type TopicPage } from './read-topic';
export { Relay, relayOnce } from './relay';
export { outboxTables } from './tables';
export { observeOutbox } from './telemetry';
