// Writes the published JSON Schemas; run after a change of shape.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { jsonSchema, schemaNames } = require('./dist/index.js');

for (const name of schemaNames) {
  writeFileSync(join(__dirname, `schemas/${name}.json`), `${JSON.stringify(jsonSchema(name), null, 2)}\n`);
}
