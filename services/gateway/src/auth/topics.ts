import type { Access, DistrictRole } from './access';

/** Who may follow a topic. `unit`: dotted path of the one unit in the payload; without it reporters hear nothing. */
export type TopicAccess = { roles: readonly DistrictRole[] } | { roles: Access['roles']; unit: string };

const district: TopicAccess = { roles: ['operator', 'office', 'verifier', 'leader', 'auditor'] };
const readers: TopicAccess = { roles: ['office', 'leader', 'auditor'] };
const ofTask: TopicAccess = { roles: ['reporter', 'office', 'leader', 'auditor'], unit: 'task.unitId' };

/** A topic without a row reaches nobody. */
export const topics: Readonly<Record<string, TopicAccess>> = {
  'indicators.tenant-changed.v1': district,
  'indicators.unit-changed.v1': district,
  'indicators.unit-group-changed.v1': district,
  'indicators.indicator-version-published.v1': district,
  'indicators.targets-changed.v1': readers,
  'indicators.scheme-published.v1': district,
  'connectors.observations-published.v1': { roles: ['office', 'verifier', 'leader', 'auditor'] },
  'connectors.verification-acts-recorded.v1': { roles: ['office', 'verifier', 'leader', 'auditor'] },
  'connectors.pull-finished.v1': district,
  'connectors.sampling-attested.v1': district,
  'evaluation.results-publicised.v1': readers,
  'evaluation.results-finalised.v1': readers,
  'incentives.outcomes-decided.v1': readers,
  'tasks.task-published.v1': ofTask,
  'tasks.progress-reported.v1': { roles: ['reporter', 'office', 'leader', 'auditor'], unit: 'unitId' },
  'tasks.warning-raised.v1': ofTask,
  'tasks.task-closed.v1': ofTask,
};
