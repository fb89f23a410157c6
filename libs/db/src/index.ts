export { connect, migrate, type Database } from './connect';
export { type Document, documentEntity, Documents, documentTable } from './documents';
export { SnakeNames } from './naming';
export { isOutage } from './outage';
export { canonicalJson, decidePut, etagOf } from './put';
export { type Reference, referenceEntity, References, referenceTable } from './references';
export { provision, role, serviceRoles, withRole, type ServiceRoles } from './roles';
export { inTenant, isolateByTenant, onCommitted } from './tenant';
