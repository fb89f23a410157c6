export { bilingual, languages } from './bilingual';
export { DomainError, invalid, notFound, type FieldViolation, type Refusal } from './domain-error';
