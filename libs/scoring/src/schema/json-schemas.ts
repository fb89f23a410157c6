import { z } from 'zod';
import { ScoringPackage } from '../package';
import { ReceiptShape } from '../receipt/receipt-shape';
import { EvaluationShape } from './evaluation-shape';

/** What has a published JSON Schema (draft 2020-12), by the name of its file. */
export const schemaNames = ['scoring-package', 'receipt', 'evaluation'] as const;
export type SchemaName = (typeof schemaNames)[number];

/** Packages are written by others, so absent fields have defaults; receipts and evaluations are written here. */
export function jsonSchema(name: SchemaName): object {
  switch (name) {
    case 'scoring-package':
      return { title: 'Scoring package', ...z.toJSONSchema(ScoringPackage, { io: 'input' }) };
    case 'receipt':
      return { title: 'Receipt of a score', ...z.toJSONSchema(ReceiptShape) };
    case 'evaluation':
    default:
      return { title: 'Evaluation', ...z.toJSONSchema(EvaluationShape) };
  }
}
