export { connect, migrate, type Database } from './connect';
export { SnakeNames } from './naming';
export { provision, role, serviceRoles, withRole, type ServiceRoles } from './roles';
export { inTenant, isolateByTenant, onCommitted } from './tenant';
