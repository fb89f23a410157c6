const { readdirSync, existsSync } = require('node:fs');

/** Published as ES modules only; jest runs CommonJS, so swc translates them (with @swc/jest's cache). */
const esm = ['@nestjs', '@marcbachmann', 'typeorm', 'jose', 'oidc-provider', 'openid-client', 'oauth4webapi'];

/** Start no servers and look at no clock: their files run beside each other. */
const pure = ['errors', 'contracts', 'scoring', 'calendar', 'charts', 'second-opinion'];

/** All others need a real PostgreSQL: one is started for the run. */
const withoutPostgres = [...pure, 'kafka', 'simulator', 'identity', 'gateway', 'trial', 'cli'];

const packages = (room) => readdirSync(`${__dirname}/${room}`).join('|');

const projects = ['libs', 'services', 'tools'].flatMap((room) =>
  readdirSync(`${__dirname}/${room}`)
    .filter((name) => existsSync(`${__dirname}/${room}/${name}/src`))
    .map((name) => ({
      displayName: name,
      rootDir: `${__dirname}/${room}/${name}`,
      testEnvironment: 'node',
      ...(pure.includes(name) ? {} : { runner: `${__dirname}/libs/testing/serial-runner.js` }),
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

// Files of all other projects run one at a time: most of them start servers, and some look at the clock.
module.exports = { projects, testTimeout: 60_000, maxWorkers: 2 };
