import { type Container, type Manifest, matches, type Workload, workloads } from './manifest';

/** Names that a container may be given; the services read these and no others. */
const settings = [
  'DB_URL',
  'DB_WORKER_URL',
  'DB_OWNER_URL',
  'DB_POOL',
  'BUS_URL',
  'GRPC_LISTEN',
  'CALLER_JWKS',
  'LOG_LEVEL',
  'HTTP_LISTEN',
  'OIDC_ISSUER',
  'OIDC_AUDIENCE',
  'CALLER_SIGNING_KEY',
  'RATE_LIMIT_PER_MINUTE',
  'BODY_LIMIT_BYTES',
  'DEADLINE_MS',
  'DRAIN_MS',
  ...['INDICATORS', 'CONNECTORS', 'EVALUATION', 'TASKS', 'INCENTIVES'].map((name) => `${name}_ADDRESS`),
  'ALLOW_PRIVATE_ADDRESSES',
  'RETRY_BASE_MS',
  'MAX_PULL_BYTES',
  'DEFAULT_PULL_BYTES',
  'MIN_BYTES_PER_SECOND',
  'MIN_SPEED_OVER_MS',
  'NODE_OPTIONS',
  'WATCHED_FOLDER',
  'CREDENTIAL_KEYS_FILE',
  'EVIDENCE_URL',
  'EVIDENCE_S3_REGION',
  'EVIDENCE_S3_ACCESS_KEY',
  'EVIDENCE_S3_SECRET_KEY',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_SERVICE_NAME',
  'OTEL_RESOURCE_ATTRIBUTES',
];
/** These never stand in a manifest as text. */
const secrets = [
  'DB_URL',
  'DB_WORKER_URL',
  'DB_OWNER_URL',
  'CALLER_JWKS',
  'CALLER_SIGNING_KEY',
  'EVIDENCE_S3_ACCESS_KEY',
  'EVIDENCE_S3_SECRET_KEY',
];

type Faults = (manifests: Manifest[]) => string[];

const eachWorkload =
  (fails: (workload: Workload, all: Manifest[]) => boolean): Faults =>
  (manifests) =>
    workloads(manifests)
      .filter((workload) => fails(workload, manifests))
      .map(({ name }) => name);

const eachContainer = (fails: (container: Container, workload: Workload) => boolean): Faults =>
  eachWorkload((workload) => workload.pod.spec.containers.some((container) => fails(container, workload)));

const ofKind = (manifests: Manifest[], kind: string): Manifest[] =>
  manifests.filter((one) => one.kind === kind);

/** Rules by the sentence they hold for; each gives the names of the objects that break it. */
export const rules: Record<string, Faults> = {
  'every pod runs as a numbered user that is not root': eachWorkload(({ pod }) => {
    const { runAsNonRoot, runAsUser } = pod.spec.securityContext ?? {};
    return runAsNonRoot !== true || !runAsUser;
  }),
  'every pod has the default seccomp profile': eachWorkload(
    ({ pod }) => pod.spec.securityContext?.seccompProfile?.type !== 'RuntimeDefault',
  ),
  'no pod carries a service account token': (manifests) => [
    ...eachWorkload(({ pod }) => pod.spec.automountServiceAccountToken !== false)(manifests),
    ...ofKind(manifests, 'ServiceAccount')
      .filter((account) => account.automountServiceAccountToken !== false)
      .map(({ metadata }) => metadata.name),
  ],
  'every root file system is read-only': eachContainer(
    ({ securityContext }) => securityContext?.readOnlyRootFilesystem !== true,
  ),
  'no container gains privileges, and all capabilities are dropped': eachContainer(
    ({ securityContext: it }) =>
      it?.allowPrivilegeEscalation !== false || it.capabilities?.drop?.join(',') !== 'ALL',
  ),
  'every container has requests and limits': eachContainer(({ resources }) =>
    [resources?.requests, resources?.limits].some((amounts) => !amounts?.cpu || !amounts.memory),
  ),
  'every container of a Deployment has its three probes': eachContainer(
    (it, { kind }) => kind === 'Deployment' && !(it.startupProbe && it.livenessProbe && it.readinessProbe),
  ),
  'every image has a fixed tag': eachContainer(
    ({ image }) => !/:[\w.-]+$/.test(image) || image.endsWith(':latest'),
  ),
  'every setting is in the contract': eachContainer(({ env = [] }) =>
    env.some(({ name }) => !settings.includes(name)),
  ),
  'no setting is given twice': eachContainer(
    ({ env = [] }) => new Set(env.map(({ name }) => name)).size !== env.length,
  ),
  'every secret comes from a Secret': eachContainer(({ env = [] }) =>
    env.some(({ name, valueFrom }) => secrets.includes(name) && !valueFrom?.secretKeyRef),
  ),
  'only migrations see the owner of a schema': eachContainer(
    ({ env = [], args }) => env.some(({ name }) => name === 'DB_OWNER_URL') !== (args?.[0] === 'migrate'),
  ),
  'every pod is denied everything by default, both ways': eachWorkload(
    ({ pod }, all) =>
      !ofKind(all, 'NetworkPolicy').some(
        ({ spec }) =>
          !spec?.ingress &&
          !spec?.egress &&
          spec?.policyTypes?.join(',') === 'Ingress,Egress' &&
          matches(spec.podSelector?.matchLabels, pod.metadata.labels),
      ),
  ),
  'every pod has a policy of its own': eachWorkload(
    ({ pod }, all) =>
      !ofKind(all, 'NetworkPolicy').some(
        ({ spec }) =>
          spec?.podSelector?.matchLabels?.['app.kubernetes.io/component'] ===
          pod.metadata.labels['app.kubernetes.io/component'],
      ),
  ),
  'every Deployment selects its own pods': (manifests) =>
    ofKind(manifests, 'Deployment')
      .filter(({ spec }) => {
        const wanted = spec?.selector?.matchLabels;
        return !wanted || !matches(wanted, spec.template!.metadata.labels);
      })
      .map(({ metadata }) => metadata.name),
  'every Service reaches exactly one workload, on a port it has': (manifests) =>
    ofKind(manifests, 'Service')
      .filter(({ spec }) => {
        const found = workloads(manifests).filter(({ pod }) =>
          matches(spec!.selector as unknown as Record<string, string>, pod.metadata.labels),
        );
        const ports = found.flatMap(({ pod }) => pod.spec.containers.flatMap((it) => it.ports ?? []));
        return (
          found.length !== 1 || !spec!.ports!.every((it) => ports.some(({ name }) => name === it.targetPort))
        );
      })
      .map(({ metadata }) => metadata.name),
  'every Deployment has exactly one disruption budget': (manifests) =>
    ofKind(manifests, 'Deployment')
      .filter(
        ({ spec }) =>
          ofKind(manifests, 'PodDisruptionBudget').filter((budget) =>
            matches(budget.spec?.selector?.matchLabels, spec!.template!.metadata.labels),
          ).length !== 1,
      )
      .map(({ metadata }) => metadata.name),
  'every Deployment has an account that is there': (manifests) =>
    ofKind(manifests, 'Deployment')
      .filter(
        ({ spec }) =>
          !ofKind(manifests, 'ServiceAccount').some(
            ({ metadata }) => metadata.name === spec!.template!.spec.serviceAccountName,
          ),
      )
      .map(({ metadata }) => metadata.name),
  'every migration runs before the release and leaves nothing behind': (manifests) =>
    ofKind(manifests, 'Job')
      .filter(
        ({ metadata: { annotations } }) =>
          annotations?.['helm.sh/hook'] !== 'pre-install,pre-upgrade' ||
          annotations['helm.sh/hook-delete-policy'] !== 'before-hook-creation,hook-succeeded',
      )
      .map(({ metadata }) => metadata.name),
};
