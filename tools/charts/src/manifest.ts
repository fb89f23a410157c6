import { parseAllDocuments } from 'yaml';

export type Labels = Record<string, string>;

export interface Container {
  name: string;
  image: string;
  args?: string[];
  env?: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[];
  ports?: { name: string; containerPort: number }[];
  resources?: { requests?: Labels; limits?: Labels };
  securityContext?: {
    allowPrivilegeEscalation?: boolean;
    readOnlyRootFilesystem?: boolean;
    capabilities?: { drop?: string[] };
  };
  startupProbe?: object;
  livenessProbe?: object;
  readinessProbe?: object;
}

export interface PodTemplate {
  metadata: { labels: Labels };
  spec: {
    automountServiceAccountToken?: boolean;
    serviceAccountName?: string;
    securityContext?: { runAsNonRoot?: boolean; runAsUser?: number; seccompProfile?: { type: string } };
    containers: Container[];
    volumes?: { name: string; emptyDir?: object }[];
  };
}

/** As much of a Kubernetes object as the rules look at. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Labels; annotations?: Labels };
  automountServiceAccountToken?: boolean;
  spec?: {
    template?: PodTemplate;
    selector?: { matchLabels?: Labels } & Record<string, unknown>;
    podSelector?: { matchLabels?: Labels };
    policyTypes?: string[];
    ingress?: unknown[];
    egress?: unknown[];
    ports?: { port: number; targetPort: string | number }[];
  };
}

export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text)
    .map((document): unknown => document.toJS())
    .filter((value): value is Manifest => value !== null && value !== undefined);
}

export interface Workload {
  kind: string;
  name: string;
  pod: PodTemplate;
}

/** Everything that makes pods. */
export function workloads(manifests: Manifest[]): Workload[] {
  return manifests.flatMap(({ kind, metadata, spec }) =>
    spec?.template ? [{ kind, name: metadata.name, pod: spec.template }] : [],
  );
}

/** Whether every wanted label is there. Nothing wanted means everything matches, as in Kubernetes. */
export function matches(wanted: Labels | undefined, labels: Labels): boolean {
  return Object.entries(wanted ?? {}).every(([name, value]) => labels[name] === value);
}
