import './register';
import './zod-languages';

export { asCaller, caller, callerToken, type Caller, type Role } from './caller';
export { CALLER_TOKEN_SECONDS, callerTokenSigner, callerTokenVerifier } from './caller-token';
export { busUrl, callerJwks, databaseUrl, loadConfig, secret, serviceSettings } from './config';
export { fromGrpcStatus, requestInvalid, toGrpcStatus } from './grpc-status';
export { addReflection } from './reflection';
export { JobMetrics, type Outcome } from './job-metrics';
export { log, nestLog } from './log';
export { page, type Page, pageKey, slice } from './page';

export * as fields from './requests';
export { Rounds } from './rounds';
export { run } from './run';
export {
  SETTINGS,
  startService,
  WORKER_DB,
  type Background,
  type RunningService,
  type ServiceSettings,
  type ServiceSpec,
} from './start';
export { meter } from './telemetry';
