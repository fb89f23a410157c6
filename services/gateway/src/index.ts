export { readSettings, type ServiceName, type Settings, type SigningKey } from './config';
export { createGateway, type Gateway, type GatewayOptions } from './gateway';
