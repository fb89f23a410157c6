/* oxlint-disable-next-line no-restricted-imports -- published files are compared with what the code gives */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { evaluate } from '../evaluate';
import { receiptOf } from '../receipt/receipt-of';
import { randomPackage } from '../samples/random-package';
import { jsonSchema, type SchemaName, schemaNames } from './json-schemas';

const published = (name: SchemaName): object =>
  JSON.parse(readFileSync(join(__dirname, `../../schemas/${name}.json`), 'utf8')) as object;

it.each(schemaNames)('%s.json is what the code says; npm run schemas writes it', (name) => {
  expect(published(name)).toEqual(JSON.parse(JSON.stringify(jsonSchema(name))));
});

it('packages, evaluations and receipts have the published form, and others have not', () => {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  const check = (name: SchemaName) => {
    const validate = ajv.compile(published(name));
    return (value: unknown): string[] =>
      validate(JSON.parse(JSON.stringify(value)))
        ? []
        : (validate.errors ?? []).map((each) => `${each.instancePath} ${each.message}`);
  };
  const [ofPackage, ofReceipt, ofEvaluation] = [
    check('scoring-package'),
    check('receipt'),
    check('evaluation'),
  ];
  for (let n = 0; n < 60; n += 1) {
    const of = randomPackage(`schema ${n}`, true);
    const evaluation = evaluate(of);
    expect(ofPackage(of)).toEqual([]);
    expect(ofEvaluation(evaluation)).toEqual([]);
    for (const { unitId } of of.units) expect(ofReceipt(receiptOf(of, unitId, evaluation))).toEqual([]);
    expect(ofPackage({ ...of, format: 'other' })).not.toEqual([]);
    expect(ofEvaluation({ ...evaluation, standings: [{ rank: 'first' }] })).not.toEqual([]);
    expect(ofReceipt({ format: 'other' })).not.toEqual([]);
  }
});
