const { readdirSync, existsSync } = require('node:fs');

/** Published as ES modules only; jest runs CommonJS, so swc translates them (with @swc/jest's cache). */
const esm = ['@nestjs', '@marcbachmann', 'typeorm', 'jose', 'oidc-provider', 'openid-client', 'oauth4webapi'];

/** Need a real PostgreSQL: one is started for the run. */
const withoutPostgres = [
  'errors',
  'contracts',
  'scoring',
  'calendar',
  'kafka',
  'simulator',
  'charts',
  'identity',
  'gateway',
  'trial',
  'cli',
  'second-opinion',
];

const packages = (room) => readdirSync(`${__dirname}/${room}`).join('|');

const projects = ['libs', 'services', 'tools'].flatMap((room) =>
  readdirSync(`${__dirname}/${room}`)
    .filter((name) => existsSync(`${__dirname}/${room}/${name}/src`))
    .map((name) => ({
      displayName: name,
      rootDir: `${__dirname}/${room}/${name}`,
      testEnvironment: 'node',
      testMatch: ['<rootDir>/src/**/*.{spec,db-spec}.ts'],
      moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
      transform: { '^.+\\.m?[tj]s$': ['@swc/jest', { swcrc: true, configFile: `${__dirname}/.swcrc` }] },
      transformIgnorePatterns: [`/node_modules/(?!(${esm.join('|')})/)`],
      moduleNameMapper: {
        '^@fuxing/contracts/google-rpc$': `${__dirname}/libs/contracts/src/google-rpc`,
        '^@fuxing/contracts/recheck$': `${__dirname}/libs/contracts/src/recheck`,
        '^@fuxing/contracts/(.*)$': `${__dirname}/libs/contracts/src/gen/fuxing/$1`,
        [`^@fuxing/(${packages('libs')})$`]: `${__dirname}/libs/$1/src`,
        [`^@fuxing/(${packages('tools')})$`]: `${__dirname}/tools/$1/src`,
      },
      ...(withoutPostgres.includes(name)
        ? {}
        : {
            globalSetup: `${__dirname}/libs/testing/jest-setup.js`,
            globalTeardown: `${__dirname}/libs/testing/jest-teardown.js`,
          }),
    })),
);

// One file at a time: most of them start servers, and some look at the clock.
module.exports = { projects, testTimeout: 60_000, maxWorkers: 1 };
