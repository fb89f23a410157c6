export { type BuiltService, startBuilt } from './built-service';
export { call } from './call';
export { as, gatewayKeys, office } from './caller';
export { drift, excessRights, notIsolated } from './catalogue';
export { emptyDatabase, installService, testDatabase, type TestDatabase } from './database';
export { commitGate, type Held, hold, holdGate } from './hold';
export { startIssuer } from './issuer';
export { keepMetrics, type Measured } from './meters';
export { seeded } from './seeded';
