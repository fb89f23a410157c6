import { SqlEngine } from '@fuxing/contracts/connectors/v1/source_kinds';
import { Source } from '@fuxing/contracts/connectors/v1/sources';
import { asSource, SourceSettings } from '../app/collect/sources.service';
import { Addresses } from './addresses';
import {
  addressesOf,
  cursorFieldOf,
  kindNameOf,
  kindOf,
  type KindName,
  kinds,
  specifications,
} from './index';

const url = 'https://city.example/requests.json';
/** A source of each kind as a caller may write it; a kind without one does not compile. */
const fixtures = {
  rest: { settings: { url, pageSize: 0, cursorField: 'at' }, cursor: 'at' },
  csv: { settings: { url } },
  file: { settings: { url } },
  sql: {
    settings: {
      engine: SqlEngine.SQL_ENGINE_POSTGRESQL,
      host: 'db.example',
      database: 'front',
      table: 'cases',
      cursorColumn: 'at',
    },
    cursor: 'at',
  },
  ckan: { settings: { url, resourceId: 'r' } },
  open311: {
    settings: { url, firstDay: '2026-01-01', updatedAfter: true },
    cursor: 'updated_datetime',
  },
  kafka: {
    settings: { brokers: ['a.example:9092'], topic: 't', plaintext: true, caCertificate: 'pem' },
  },
} satisfies Record<KindName, { settings: object; cursor?: string }>;

const cases = Object.entries(fixtures) as [KindName, { settings: object; cursor?: string }][];
const written = { name: 'x', nameEn: '', keyField: 'id' };

it.each(cases)('%s is stored as it was written, and known again', (name, { settings, cursor = '' }) => {
  const parsed = SourceSettings.parse({ ...written, [name]: settings });
  const stored = Source.fromJSON(Source.toJSON(asSource(parsed, 's')));
  expect(stored[name]).toMatchObject(settings);
  expect(kindNameOf(stored)).toBe(name);
  expect(kindOf(stored)).toBe(kinds[name]);
  expect(cursorFieldOf(stored)).toBe(cursor);
});

it.each(cases)('%s has an address that is checked before it is stored', (name, { settings }) => {
  const source = asSource(SourceSettings.parse({ ...written, [name]: settings }));
  const address = new URL(addressesOf(source)[0] ?? '');
  expect(() => new Addresses().assertUrl(address)).not.toThrow();
  address.host = '[::1]';
  expect(() => new Addresses().assertUrl(address)).toThrow();
});

it.each(cases)('%s says what may be written as JSON Schema', (name, { settings }) => {
  const schema = specifications().find((of) => of.name === name)?.jsonSchema;
  expect(schema?.['type']).toBe('object');
  expect(Object.keys(schema?.['properties'] ?? {})).toEqual(expect.arrayContaining(Object.keys(settings)));
});

it.each(['::1', '[::1]', 'fd00::1', '2130706433'])('a database at %s is refused as what it is', (host) => {
  const sql = { ...fixtures.sql.settings, host };
  const source = asSource(SourceSettings.parse({ ...written, sql }));
  const [address = ''] = addressesOf(source);
  expect(() => new Addresses().assertUrl(new URL(address))).toThrow(/not a public web address/);
});

it('a source has one kind', () => {
  const { csv, ckan } = fixtures;
  const two = { ...written, csv: csv.settings, ckan: ckan.settings };
  expect(() => SourceSettings.parse(two)).toThrow(/rest, csv, file, sql, ckan, open311, kafka, push/);
  expect(() => SourceSettings.parse(written)).toThrow(/must have one of/);
});
