export { Settings } from './config';
export { connectors } from './spec';
