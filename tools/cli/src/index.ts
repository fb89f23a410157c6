export { type Applied, apply } from './apply';
export { BadDocument, type Document, readDocuments } from './documents';
export { GatewayClient, Refused, Unreachable } from './gateway-client';
