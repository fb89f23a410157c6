import { generateKeyPairSync } from 'node:crypto';
import { readSettings } from './config';

const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
const good = {
  OIDC_ISSUER: 'https://id.district.test',
  OIDC_AUDIENCE: 'https://api.district.test',
  CALLER_SIGNING_KEY: JSON.stringify(key),
  INDICATORS_ADDRESS: 'indicators:50051',
  CONNECTORS_ADDRESS: 'connectors:50051',
  EVALUATION_ADDRESS: 'evaluation:50051',
  TASKS_ADDRESS: 'tasks:50051',
  INCENTIVES_ADDRESS: '[::1]:50051',
  BUS_URL: 'kafka://kafka:9092',
};

it('reads settings with their defaults', () => {
  expect(readSettings(good)).toMatchObject({
    listen: { host: '0.0.0.0', port: 8080 },
    rateLimitPerMinute: 600,
    bodyLimitBytes: 8_388_608,
    deadlineMs: 30_000,
  });
  expect(readSettings({ ...good, HTTP_LISTEN: '[::1]:80' }).listen).toEqual({ host: '::1', port: 80 });
});

it('names all faults at once, and no value', () => {
  const read = () => readSettings({ CALLER_SIGNING_KEY: 'hunter2', DEADLINE_MS: '-1' });
  for (const name of [
    'OIDC_ISSUER',
    'OIDC_AUDIENCE',
    'TASKS_ADDRESS',
    'CALLER_SIGNING_KEY: must be JSON',
    'DEADLINE_MS',
    'BUS_URL',
  ]) {
    expect(read).toThrow(name);
  }
  expect(read).not.toThrow('hunter2');
});

it.each([
  ['published in RFC 8037', { ...key, d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' }],
  ['all zero', { ...key, d: 'A'.repeat(43) }],
  ['too short', { ...key, d: 'abc' }],
  ['public only', { ...key, d: undefined }],
  ['of another kind', { kty: 'oct', k: 'c2VjcmV0' }],
])('refuses a signing key that is %s', (_, jwk) => {
  expect(() => readSettings({ ...good, CALLER_SIGNING_KEY: JSON.stringify(jwk) })).toThrow(
    'CALLER_SIGNING_KEY',
  );
});
