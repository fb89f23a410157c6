import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { BurdenServiceService } from './gen/fuxing/connectors/v1/burden';
import { EvidenceServiceService } from './gen/fuxing/connectors/v1/evidence';
import { MeasuresServiceService } from './gen/fuxing/connectors/v1/measures';
import { ObservationsServiceService } from './gen/fuxing/connectors/v1/observations';
import { SourcesServiceService } from './gen/fuxing/connectors/v1/sources';
import { VerificationServiceService } from './gen/fuxing/connectors/v1/verification';
import { CyclesServiceService } from './gen/fuxing/evaluation/v1/cycles';
import { FilingsServiceService } from './gen/fuxing/evaluation/v1/filings';
import { ResultsServiceService } from './gen/fuxing/evaluation/v1/results';
import { SimulationsServiceService } from './gen/fuxing/evaluation/v1/simulations';
import { RecordStreamsServiceService } from './gen/fuxing/gateway/v1/record_streams';
import { IncentivesServiceService } from './gen/fuxing/incentives/v1/incentives';
import { IndicatorsServiceService } from './gen/fuxing/indicators/v1/indicators';
import { SchemesServiceService } from './gen/fuxing/indicators/v1/schemes';
import { TenantsServiceService } from './gen/fuxing/indicators/v1/tenants';
import { UnitsServiceService } from './gen/fuxing/indicators/v1/units';
import { TasksServiceService } from './gen/fuxing/tasks/v1/tasks';

/** Every public gRPC service by full name: its methods with paths and codecs. */
export const publicServices = {
  'fuxing.connectors.v1.BurdenService': BurdenServiceService,
  'fuxing.connectors.v1.EvidenceService': EvidenceServiceService,
  'fuxing.connectors.v1.MeasuresService': MeasuresServiceService,
  'fuxing.connectors.v1.ObservationsService': ObservationsServiceService,
  'fuxing.connectors.v1.SourcesService': SourcesServiceService,
  'fuxing.connectors.v1.VerificationService': VerificationServiceService,
  'fuxing.evaluation.v1.CyclesService': CyclesServiceService,
  'fuxing.evaluation.v1.FilingsService': FilingsServiceService,
  'fuxing.evaluation.v1.ResultsService': ResultsServiceService,
  'fuxing.evaluation.v1.SimulationsService': SimulationsServiceService,
  'fuxing.gateway.v1.RecordStreamsService': RecordStreamsServiceService,
  'fuxing.incentives.v1.IncentivesService': IncentivesServiceService,
  'fuxing.indicators.v1.IndicatorsService': IndicatorsServiceService,
  'fuxing.indicators.v1.SchemesService': SchemesServiceService,
  'fuxing.indicators.v1.TenantsService': TenantsServiceService,
  'fuxing.indicators.v1.UnitsService': UnitsServiceService,
  'fuxing.tasks.v1.TasksService': TasksServiceService,
} as const satisfies Record<string, ServiceDefinition>;

type Methods = {
  [S in keyof typeof publicServices]: (typeof publicServices)[S];
}[keyof typeof publicServices];
type PathOf<M> = M extends Record<string, { path: infer P }> ? P : never;

/** `/fuxing.indicators.v1.UnitsService/PutUnit` and so on: a table over this type has a row for every RPC or does not compile. */
export type RpcPath = PathOf<Methods>;

/** The services of one package, in the shape that grpc.loadPackageDefinition and Nest take. */
export function packageDefinition(name: string): Record<string, ServiceDefinition> {
  return Object.fromEntries(
    Object.entries(publicServices).filter(([service]) => service.startsWith(`${name}.`)),
  );
}

/** The compiled contracts with comments: a google.protobuf.FileDescriptorSet. */
export function descriptorSet(): Uint8Array {
  return readFileSync(join(__dirname, 'gen/descriptor.binpb'));
}
