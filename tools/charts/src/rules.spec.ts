import { readFileSync } from 'node:fs';
import { examples, type Manifest, parseManifests, rules } from './index';

const text = readFileSync(examples()[0]!.rendered, 'utf8');
const find = (manifests: Manifest[], kind: string): any => manifests.find((one) => one.kind === kind);
const without = (manifests: Manifest[], kind: string): void => {
  manifests.splice(0, manifests.length, ...manifests.filter((one) => one.kind !== kind));
};
const deployment = (manifests: Manifest[]): any => find(manifests, 'Deployment').spec.template;
const container = (manifests: Manifest[]): any => deployment(manifests).spec.containers[0];

/** Each breaks the rule it stands beside. */
const breaks: Record<keyof typeof rules, (manifests: Manifest[]) => void> = {
  'every pod runs as a numbered user that is not root': (all) =>
    void (deployment(all).spec.securityContext.runAsUser = 0),
  'every pod has the default seccomp profile': (all) =>
    void delete deployment(all).spec.securityContext.seccompProfile,
  'no pod carries a service account token': (all) =>
    void delete find(all, 'ServiceAccount').automountServiceAccountToken,
  'every root file system is read-only': (all) =>
    void delete container(all).securityContext.readOnlyRootFilesystem,
  'no container gains privileges, and all capabilities are dropped': (all) =>
    void (container(all).securityContext.capabilities.drop = ['NET_RAW']),
  'every container has requests and limits': (all) => void delete container(all).resources.limits.memory,
  'every container of a Deployment has its three probes': (all) => void delete container(all).startupProbe,
  'every image has a fixed tag': (all) => void (container(all).image = 'registry:5000/fuxing/tasks'),
  'every setting is in the contract': (all) => void container(all).env.push({ name: 'DEBUG', value: '1' }),
  'no setting is given twice': (all) => void container(all).env.push({ name: 'LOG_LEVEL', value: 'info' }),
  'every secret comes from a Secret': (all) => void container(all).env.push({ name: 'DB_URL', value: 'x' }),
  'only migrations see the owner of a schema': (all) =>
    void container(all).env.push({
      name: 'DB_OWNER_URL',
      valueFrom: { secretKeyRef: { name: 'a', key: 'b' } },
    }),
  'every pod is denied everything by default, both ways': (all) => without(all, 'NetworkPolicy'),
  'every pod has a policy of its own': (all) =>
    void (deployment(all).metadata.labels['app.kubernetes.io/component'] = 'new'),
  'every Deployment selects its own pods': (all) =>
    void (deployment(all).metadata.labels['app.kubernetes.io/component'] = 'new'),
  'every Service reaches exactly one workload, on a port it has': (all) =>
    void (container(all).ports[0].name = 'other'),
  'every Deployment has exactly one disruption budget': (all) => without(all, 'PodDisruptionBudget'),
  'every Deployment has an account that is there': (all) => without(all, 'ServiceAccount'),
  'every migration runs before the release and leaves nothing behind': (all) =>
    void (find(all, 'Job').metadata.annotations['helm.sh/hook'] = 'post-install'),
};

it.each(Object.keys(rules))('notices where it does not hold that %s', (rule) => {
  const manifests = parseManifests(text);
  breaks[rule]!(manifests);
  expect(rules[rule]!(manifests)).not.toEqual([]);
});
