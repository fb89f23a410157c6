import { type Flag, FlagSeverity } from '@fuxing/contracts/connectors/v1/observations';

const { FLAG_SEVERITY_INFO: info, FLAG_SEVERITY_WARNING: warning, FLAG_SEVERITY_ERROR: error } = FlagSeverity;

/** Every code there is. */
const SEVERITY = {
  UNMAPPED_UNIT: error,
  IMPOSSIBLE_DURATION: warning,
  MISSING_FIELD: warning,
  NOT_A_NUMBER: warning,
  NOT_A_TIMESTAMP: warning,
  OUT_OF_RANGE: error,
  JUMP: warning,
  LATE: info,
  DUPLICATE: warning,
  NOT_RECONCILED: error,
  SOURCES_CONFLICT: error,
  DEFINITION_CHANGED: info,
  CHANGED_AFTER_PUBLICATION: warning,
  MISSING: error,
} as const;

export function flag(code: keyof typeof SEVERITY, zh: string, en: string): Flag {
  return { code, zh, en, severity: SEVERITY[code] };
}
