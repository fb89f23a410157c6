export { DomainError, invalid, notFound, type FieldViolation, type Refusal } from './domain-error';
