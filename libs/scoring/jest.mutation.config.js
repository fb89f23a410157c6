const root = `${__dirname}/../..`;

/** Runs the specs that judge rules; those that start processes, pack or publish are left to `npm test`. */
module.exports = {
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  testPathIgnorePatterns: [
    '/command/',
    '/schema/',
    '/sensitivity/',
    '/samples/',
    'recompute',
    'formula-properties',
    'exact-bytes',
  ],
  transform: { '^.+\\.m?[tj]s$': ['@swc/jest', { swcrc: true, configFile: `${root}/.swcrc` }] },
  transformIgnorePatterns: ['/node_modules/(?!@marcbachmann/)'],
  testTimeout: 60_000,
};
