import { readRegistry, readRpcs } from '../grpc/rpcs';
import { openApi } from './openapi';

const registry = readRegistry();
const rpcs = readRpcs(registry);
const api = openApi(registry, rpcs, 'https://id.test') as any;
const operations = Object.entries<any>(api.paths).flatMap(([path, item]) =>
  Object.entries<any>(item).map(([verb, operation]) => ({ path, verb, operation })),
);

it('has every route, with an operation named like its RPC', () => {
  for (const { verb, template, method } of rpcs) {
    expect(api.paths[template]?.[verb.toLowerCase()]?.operationId).toBe(method.name);
  }
  expect(operations).toHaveLength(rpcs.length + 3);
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
});

it('refers only to what is there', () => {
  const text = JSON.stringify(api);
  for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    expect([pointer, pointer.split('/').reduce((node, step) => node?.[step], api)]).toEqual([
      pointer,
      expect.anything(),
    ]);
  }
  for (const name of Object.keys(api.components.schemas)) expect(name).toMatch(/^[\w.-]+$/);
});

it('describes each operation completely', () => {
  expect(api.openapi).toBe('3.1.0');
  expect(api.security).toEqual([{ oidc: [] }]);
  for (const { path, verb, operation } of operations) {
    expect(operation.summary).toMatch(/^\S.*[^.]$/);
    expect(Object.keys(operation.responses)).toContain('200');
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = (operation.parameters ?? []).filter((p: any) => p.in === 'path');
    expect(declared.map((p: any) => p.name)).toEqual(inPath);
    expect(declared.every((p: any) => p.required && p.schema)).toBe(true);
    if (verb === 'get') expect(operation.requestBody).toBeUndefined();
    if (!path.startsWith('/v1')) continue;
    for (const status of ['400', '401', '403', '404', '429', '500'])
      expect(operation.responses).toHaveProperty(status);
  }
});

it('writes types as proto JSON has them', () => {
  const { Pull, Unit, UnitKind, Result } = api.components.schemas;
  expect(Pull.properties.read).toMatchObject({ type: 'string', format: 'int64' });
  expect(Pull.properties.createdAt).toMatchObject({ type: 'string', format: 'date-time' });
  expect(Pull.properties.pages).toMatchObject({
    type: 'integer',
    format: 'int32',
    description: 'Pages read so far.',
  });
  expect(Unit.properties.kind.$ref).toBe('#/components/schemas/UnitKind');
  expect(UnitKind.enum).toContain('UNIT_KIND_BUREAU');
  expect(UnitKind.description).toContain('A bureau');
  expect(Result.properties.nodes).toMatchObject({
    type: 'array',
    items: { $ref: '#/components/schemas/NodeScore' },
  });
});

it('documents If-Match, ETag, 412 and 428 where a resource is put, and Idempotency-Key where something is posted', () => {
  const put = api.paths['/v1/units/{unit_id}'].put;
  expect(put.summary).toBe('Creates a unit or replaces it');
  expect(put.parameters).toContainEqual({ $ref: '#/components/parameters/IfMatch' });
  expect(put.responses['200'].headers.ETag).toBeDefined();
  expect(Object.keys(put.responses)).toEqual(expect.arrayContaining(['409', '412', '428']));
  expect(put.requestBody.content['application/json'].schema.$ref).toBe('#/components/schemas/Unit');
  const post = api.paths['/v1/cycles/{cycle_id}:publish'].post;
  expect(post.parameters).toContainEqual({ $ref: '#/components/parameters/IdempotencyKey' });
  expect(Object.keys(api.components.schemas.PublishResultsRequest.properties)).toEqual(['scoringRunId']);
});
