export { DomainError, invalid, type FieldViolation, type Refusal } from './domain-error';
