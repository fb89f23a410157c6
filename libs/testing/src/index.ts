export { as, gatewayKeys, office } from './caller';
export { emptyDatabase, installService, testDatabase, type TestDatabase } from './database';
