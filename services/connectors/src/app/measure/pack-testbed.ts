import { resolve } from 'node:path';
import { type Document, readDocuments } from '@fuxing/cli';
import { Measure } from '@fuxing/contracts/connectors/v1/measures';
import { Source } from '@fuxing/contracts/connectors/v1/sources';
import { UnitMapping } from '@fuxing/contracts/connectors/v1/unit_mappings';
import { as } from '@fuxing/testing';
import { PutMeasure } from './measure.request';
import { PutSource } from '../collect/sources.service';
import { testbed } from '../testbed';
import { PutUnitMapping } from './unit-mapping.request';

/** For tests: the service with the units, indicators, sources, mappings and measures of a district pack. */
export async function packTestbed(pack: string, simulatorUrl: string) {
  const folder = resolve(__dirname, '../../../../../deploy/districts', pack);
  const documents = readDocuments(folder, { SIMULATOR_URL: simulatorUrl });
  const of = (kind: string): Document[] => documents.filter((each) => each.kind.kind === kind);
  const bed = await testbed();
  const [tenant] = of('Tenant');
  const [indicator] = of('Indicator');
  await bed.known(
    of('Unit').map(({ name }) => name),
    of('Indicator').map(({ name }) => name),
    String(tenant?.spec['timeZone']),
    String(indicator?.spec['periodKind']),
  );
  for (const { name, spec } of of('Source')) {
    const source = Source.fromJSON(spec);
    await as(() => bed.sources.putSource(PutSource.parse({ sourceId: name, etag: '', source })));
  }
  for (const { name, spec } of of('UnitMapping')) {
    const unitMapping = UnitMapping.fromJSON(spec);
    await as(() =>
      bed.sources.putMapping(PutUnitMapping.parse({ unitMappingId: name, etag: '', unitMapping })),
    );
  }
  const put = (measureId: string, spec: object): Promise<Measure> =>
    as(() => bed.measures.put(PutMeasure.parse({ measureId, etag: '', measure: Measure.fromJSON(spec) })));
  for (const { name, spec } of of('Measure')) await put(name, spec);
  return {
    ...bed,
    put,
    /** What a document of the pack says. */
    spec: (kind: string, name: string) => of(kind).find((each) => each.name === name)?.spec ?? {},
  };
}
