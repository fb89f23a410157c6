import { z } from 'zod';
import { ScoringError } from '../scoring-error';

const reference = z.object({ id: z.string() });
const side = z.object({ expression: z.string(), missingValueStrategy: z.string().default('NEVER_SKIP') });

const Metadata = z.object({
  indicators: z
    .array(
      z.object({
        id: z.string(),
        code: z.string().optional(),
        name: z.string(),
        numerator: z.string(),
        denominator: z.string(),
        annualized: z.boolean().default(false),
        indicatorType: reference,
      }),
    )
    .default([]),
  indicatorTypes: z.array(z.object({ id: z.string(), factor: z.number().int().positive() })).default([]),
  dataElements: z.array(z.object({ id: z.string(), name: z.string(), valueType: z.string() })).default([]),
  categoryOptionCombos: z.array(z.object({ id: z.string(), name: z.string() })).default([]),
  constants: z.array(z.object({ id: z.string(), name: z.string(), value: z.number() })).default([]),
  dataSets: z
    .array(
      z.object({
        periodType: z.string(),
        dataSetElements: z.array(z.object({ dataElement: reference })).default([]),
      }),
    )
    .default([]),
  validationRules: z
    .array(
      z.object({ id: z.string(), name: z.string(), operator: z.string(), leftSide: side, rightSide: side }),
    )
    .default([]),
});

/** What an import reads of the metadata that DHIS2 exports. */
export type Dhis2Metadata = z.infer<typeof Metadata>;
export type Dhis2Indicator = Dhis2Metadata['indicators'][number];
export type Dhis2Rule = Dhis2Metadata['validationRules'][number];

/**
 * Reads the metadata document of a DHIS2 instance.
 *
 * @throws ScoringError DHIS2_METADATA_SHAPE with a violation per field
 */
export function readDhis2Metadata(document: unknown): Dhis2Metadata {
  const { data, error } = Metadata.safeParse(document);
  if (data) return data;
  const fields = error.issues.map(({ path, message }) => ({
    field: path.join('.') || 'metadata',
    reason: 'DHIS2_METADATA_SHAPE',
    en: `${path.join('.') || 'metadata'}: ${message}.`,
    zh: `${path.join('.') || 'metadata'} 的格式不符合 DHIS2 元数据：${message}。`,
  }));
  throw new ScoringError(
    'INVALID_ARGUMENT',
    'DHIS2_METADATA_SHAPE',
    { en: 'This is not DHIS2 metadata.', zh: '这不是 DHIS2 元数据。' },
    fields,
  );
}
