const root = `${__dirname}/../..`;

/** Specs to run instead of all, by path under `src`: `SPECS=time,methods/worked`. */
const { SPECS = '**/*' } = process.env;

/** Runs the specs that judge rules; those that start processes, pack or publish are left to `npm test`. */
module.exports = {
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: SPECS.split(',').map((spec) => `<rootDir>/src/${spec}.spec.ts`),
  testPathIgnorePatterns: [
    '/command/',
    '/schema/',
    '/sensitivity/(place-ends|sensitivity|share-intervals)\\.spec',
    '/samples/',
    'recompute',
    'formula-properties',
    'exact-bytes',
  ],
  transform: { '^.+\\.m?[tj]s$': ['@swc/jest', { swcrc: true, configFile: `${root}/.swcrc` }] },
  transformIgnorePatterns: ['/node_modules/(?!@marcbachmann/)'],
  testTimeout: 60_000,
};
