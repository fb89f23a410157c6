import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examples, lint, parseManifests, rules, template } from './index';
import { run } from './helm';

jest.setTimeout(60_000);

it('is tested with a real helm 4', () => {
  expect(run('version', '--short')).toMatch(/^v4\./);
});

describe.each(examples())('example $name', ({ values, rendered }) => {
  it('passes lint', () => {
    expect(lint(values)).toContain('0 chart(s) failed');
  });

  it('renders to what is committed', () => {
    expect(template(values)).toBe(readFileSync(rendered, 'utf8'));
  });

  it.each(Object.entries(rules))('%s', (_rule, faults) => {
    expect(faults(parseManifests(readFileSync(rendered, 'utf8')))).toEqual([]);
  });
});

describe('wrong values', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fuxing-charts-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const minimal = examples().find(({ name }) => name === 'minimal')!.values;

  it.each([
    ['an unknown key', 'replicaCount: 3', /additional properties 'replicaCount'/],
    ['an unknown service', 'services: { reports: {} }', /additional properties 'reports'/],
    [
      'a misspelled key of a service',
      'services: { tasks: { replica: 3 } }',
      /additional properties 'replica'/,
    ],
    ['a number as text', 'defaults: { replicas: "2" }', /\/defaults\/replicas/],
    ['no replica', 'services: { tasks: { replicas: 0 } }', /\/services\/tasks\/replicas/],
    [
      'a setting nobody reads',
      'services: { tasks: { settings: { DEBUG: "1" } } }',
      /invalid propertyName 'DEBUG'/,
    ],
    [
      'a setting that is a secret',
      'defaults: { settings: { DB_URL: "x" } }',
      /invalid propertyName 'DB_URL'/,
    ],
    [
      'a key of the storage as a setting',
      'services: { connectors: { settings: { EVIDENCE_S3_SECRET_KEY: "x" } } }',
      /invalid propertyName 'EVIDENCE_S3_SECRET_KEY'/,
    ],
    [
      'evidence in a folder of a pod',
      'services: { connectors: { settings: { EVIDENCE_URL: "file:///tmp" } } }',
      /EVIDENCE_URL/,
    ],
    ['an unknown log level', 'logLevel: verbose', /\/logLevel/],
    ['no broker', 'bus: { brokers: [] }', /\/bus\/brokers/],
    ['an issuer without TLS', 'oidc: { issuer: "http://login" }', /\/oidc\/issuer/],
    ['a moving tag', 'image: { tag: latest }', /\/image\/tag/],
    ['an unknown caller', 'services: { tasks: { callers: [portal] } }', /\/services\/tasks\/callers/],
    ['a limit without memory', 'defaults: { resources: { limits: { memory: null } } }', /resources\/limits/],
    ['no database address', 'network: { database: [] }', /\/network\/database/],
  ])('with %s are refused by name', (_why, text, named) => {
    const wrong = join(folder, 'wrong.yaml');
    writeFileSync(wrong, text);
    expect(() => template(minimal, wrong)).toThrow(named);
  });

  it('with nothing said are refused', () => {
    expect(() => template()).toThrow(/\/bus\/brokers/);
  });

  it('write whole numbers as such', () => {
    const large = join(folder, 'large.yaml');
    writeFileSync(large, 'services: { gateway: { settings: { BODY_LIMIT_BYTES: 10485760 } } }');
    expect(template(minimal, large)).toContain('value: "10485760"');
  });
});
