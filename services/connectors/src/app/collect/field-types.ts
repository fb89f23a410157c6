import { SourceFieldType } from '@fuxing/contracts/connectors/v1/source_schemas';
import type { FieldType } from '../../domain/collect/describe-rows';

/** As messages name it. */
export function fieldTypes(type: FieldType | undefined): SourceFieldType {
  return type ? SourceFieldType[`SOURCE_FIELD_TYPE_${type}`] : SourceFieldType.SOURCE_FIELD_TYPE_UNSPECIFIED;
}
