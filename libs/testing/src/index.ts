export { as, gatewayKeys, office } from './caller';
export { drift, excessRights, notIsolated } from './catalogue';
export { emptyDatabase, installService, testDatabase, type TestDatabase } from './database';
