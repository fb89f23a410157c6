// Jest loads this outside its own transform, so it reads the built package: run `npx nx build testing` before jest.
module.exports = async () => (await import('./dist/postgres.js')).startTestPostgres();
