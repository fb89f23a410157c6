/** How a kind of document meets the gateway. */
export interface Kind {
  kind: string;
  /** Path of one resource. */
  path: (name: string) => string;
  /** Path and field of the list; absent where there is none. */
  list?: { path: string; field: string };
  /** Field of the answer, and of the wrapped request, that holds the resource. */
  field: string;
  /** Field of the resource that is its name. */
  idField: string;
  /** Set by the platform: not part of a document. */
  output: string[];
  /** Names of the same kind that a document builds on. */
  buildsOn?: (spec: Record<string, unknown>) => string[];
}

const texts = (values: unknown[]): string[] => values.filter((value) => typeof value === 'string');

const etag = 'etag';
const versioned = [etag, 'version', 'publishedAt'];

/** Every kind of a district pack, in the order in which they build on each other. */
export const kinds: Kind[] = [
  { kind: 'Tenant', path: () => '/v1/tenant', field: 'tenant', idField: 'tenantId', output: [etag] },
  {
    kind: 'Unit',
    path: (name) => `/v1/units/${encodeURIComponent(name)}`,
    list: { path: '/v1/units', field: 'units' },
    field: 'unit',
    idField: 'unitId',
    output: [etag],
    buildsOn: (spec) => texts([spec['parentUnitId']]),
  },
  {
    kind: 'UnitGroup',
    path: (name) => `/v1/unit-groups/${encodeURIComponent(name)}`,
    list: { path: '/v1/unit-groups', field: 'unitGroups' },
    field: 'unitGroup',
    idField: 'unitGroupId',
    output: [etag],
  },
  {
    kind: 'Indicator',
    path: (name) => `/v1/indicators/${encodeURIComponent(name)}`,
    list: { path: '/v1/indicators', field: 'indicators' },
    field: 'indicator',
    idField: 'indicatorId',
    output: [...versioned, 'measureIds'],
    buildsOn: ({ contributesTo }) =>
      texts(
        (Array.isArray(contributesTo) ? contributesTo : []).map(
          (each: { indicatorId?: unknown } | null) => each?.indicatorId,
        ),
      ),
  },
  {
    kind: 'Targets',
    path: (name) => `/v1/indicators/${encodeURIComponent(name)}/targets`,
    list: { path: '/v1/targets', field: 'targets' },
    field: '',
    idField: 'indicatorId',
    output: [],
  },
  {
    kind: 'Scheme',
    path: (name) => `/v1/schemes/${encodeURIComponent(name)}`,
    list: { path: '/v1/schemes', field: 'schemes' },
    field: 'scheme',
    idField: 'schemeId',
    output: versioned,
  },
  {
    kind: 'Source',
    path: (name) => `/v1/sources/${encodeURIComponent(name)}`,
    list: { path: '/v1/sources', field: 'sources' },
    field: 'source',
    idField: 'sourceId',
    output: [etag],
  },
  {
    kind: 'UnitMapping',
    path: (name) => `/v1/unit-mappings/${encodeURIComponent(name)}`,
    list: { path: '/v1/unit-mappings', field: 'unitMappings' },
    field: 'unitMapping',
    idField: 'unitMappingId',
    output: [etag],
  },
  {
    kind: 'Measure',
    path: (name) => `/v1/measures/${encodeURIComponent(name)}`,
    list: { path: '/v1/measures', field: 'measures' },
    field: 'measure',
    idField: 'measureId',
    output: [etag, 'version'],
  },
  {
    kind: 'AssignmentRule',
    path: (name) => `/v1/assignment-rules/${encodeURIComponent(name)}`,
    list: { path: '/v1/assignment-rules', field: 'assignmentRules' },
    field: 'assignmentRule',
    idField: 'assignmentRuleId',
    output: [etag, 'version'],
  },
  {
    kind: 'ManualField',
    path: (name) => `/v1/manual-fields/${encodeURIComponent(name)}`,
    list: { path: '/v1/manual-fields', field: 'manualFields' },
    field: 'manualField',
    idField: 'manualFieldId',
    output: [etag, 'version'],
  },
  {
    kind: 'Cycle',
    path: (name) => `/v1/cycles/${encodeURIComponent(name)}`,
    list: { path: '/v1/cycles', field: 'cycles' },
    field: 'cycle',
    idField: 'cycleId',
    output: [etag, 'status', 'scoringRunId', 'publicityEndsOn'],
  },
  {
    kind: 'Filing',
    path: (name) => `/v1/filings/${encodeURIComponent(name)}`,
    list: { path: '/v1/filings', field: 'filings' },
    field: 'filing',
    idField: 'filingId',
    output: [...versioned, 'ballotCount'],
  },
  {
    kind: 'Policy',
    path: (name) => `/v1/policies/${encodeURIComponent(name)}`,
    list: { path: '/v1/policies', field: 'policies' },
    field: 'policy',
    idField: 'policyId',
    output: [etag],
  },
];

/** By name, without regard to case, also in the plural: `unit`, `Units`. */
export function findKind(name: string): Kind | undefined {
  const wanted = name.toLowerCase();
  return kinds.find(({ kind, list }) => [kind.toLowerCase(), list?.field.toLowerCase()].includes(wanted));
}
