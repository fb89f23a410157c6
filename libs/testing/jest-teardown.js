module.exports = async () => (await import('./dist/postgres.js')).stopTestPostgres();
