import { type Database, documentEntity } from '@fuxing/db';
import { MetKey, SchemaChangeRow, SourceSchedule, SourceSchemaRow } from './collect/collection.entity';
import { IndicatorCopy, TenantCopy, UnitCopy } from './copies.entity';
import { Connectors1764000000000 } from './migrations/1764000000000-connectors';
import { RecordKeys1764100000000 } from './migrations/1764100000000-record-keys';
import { Measured1764250000000 } from './migrations/1764250000000-measured';
import { Collection1764500000000 } from './migrations/1764500000000-collection';
import { CredentialRow } from './collect/credential.entity';
import { Credentials1764300000000 } from './migrations/1764300000000-credentials';
import { EvidenceRow } from './verify/evidence.entity';
import { Evidence1764410000000 } from './migrations/1764410000000-evidence';
import { ManualFields1764420000000 } from './migrations/1764420000000-manual-fields';
import { UnitTree1764430000000 } from './migrations/1764430000000-unit-tree';
import { VerifierUnits1764610000000 } from './migrations/1764610000000-verifier-units';
import { Verification1764400000000 } from './migrations/1764400000000-verification';
import { MeasuredPlace, MeasuredSource, MeasuredValue } from './measure/measured.entity';
import { ObservationRecordKeys, ObservationRow, VerificationRow } from './measure/observation.entity';
import {
  DelegationRow,
  PullSeed,
  SchemeWeight,
  VerificationActRow,
  VerificationItem,
  VerifierUnit,
} from './verify/verification.entity';
import { PullRow, QueuedPull } from './collect/pull.entity';
import { RecordRow, UnusableRow } from './collect/record.entity';

export const database: Database = {
  schema: 'connectors',
  // People wait for the turn of an indicator; callers give up after 30 s.
  standsStillMs: 20_000,
  entities: [
    ...['source', 'unit_mapping', 'measure', 'assignment_rule', 'manual_field'].map(documentEntity),
    CredentialRow,
    TenantCopy,
    UnitCopy,
    IndicatorCopy,
    PullRow,
    QueuedPull,
    RecordRow,
    UnusableRow,
    ObservationRow,
    ObservationRecordKeys,
    VerificationRow,
    PullSeed,
    SchemeWeight,
    VerificationItem,
    VerificationActRow,
    DelegationRow,
    VerifierUnit,
    EvidenceRow,
    MeasuredSource,
    MeasuredPlace,
    MeasuredValue,
    MetKey,
    SourceSchedule,
    SourceSchemaRow,
    SchemaChangeRow,
  ],
  migrations: [
    Connectors1764000000000,
    RecordKeys1764100000000,
    Measured1764250000000,
    Credentials1764300000000,
    Verification1764400000000,
    Evidence1764410000000,
    ManualFields1764420000000,
    UnitTree1764430000000,
    Collection1764500000000,
    VerifierUnits1764610000000,
  ],
};
