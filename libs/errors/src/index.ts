export { bilingual, languages } from './bilingual';
export { DomainError, invalid, notFound, refusalOf, type FieldViolation, type Refusal } from './domain-error';
