import { ObservationStatus } from '@fuxing/contracts/connectors/v1/observations';
import { type Dataset, datasetFromRecords, type RunningSimulator, startSimulator } from '@fuxing/simulator';
import { testbed } from '../testbed';

export const fields = ['id', 'at', 'unit', 'changed'];
export const item = (n: number, more: object = {}) => ({
  id: `k${String(n).padStart(3, '0')}`,
  at: '2026-01-05T10:00:00.000',
  unit: n % 2 ? 'A' : 'B',
  changed: `2026-04-${String(1 + (n % 28)).padStart(2, '0')}T00:00:00.000`,
  ...more,
});
export const items = (n: number) => Array.from({ length: n }, (_, k) => item(k));
const datasetOf = (rows: object[], names = fields): Dataset =>
  datasetFromRecords(rows as Record<string, string>[], { fields: names, timestamps: ['at', 'changed'] });

/** For tests of one file: the service on a database, and before each a site of 60 items. */
export class CollectionTestbed {
  bed!: Awaited<ReturnType<typeof testbed>>;
  site!: RunningSimulator;
  data!: Dataset;
  private n = 0;

  constructor() {
    beforeAll(async () => {
      this.bed = await testbed();
      await this.bed.mapping('units', { A: 'a', B: 'b' });
    });
    afterAll(() => this.bed.stop());
    beforeEach(async () => {
      this.data = datasetOf(items(60));
      this.site = await startSimulator({ datasets: { items: this.data } });
    });
    afterEach(() => this.site.stop());
  }

  /** A number that was not given yet. */
  next(): number {
    return ++this.n;
  }

  /** What the source has from now on. */
  has(rows: object[], names?: string[]): void {
    Object.assign(this.data, datasetOf(rows, names));
  }

  /** A source with a measure of its own for each test. */
  async fresh(more: object = {}, cursorField = 'changed'): Promise<string> {
    const sourceId = `c${this.next()}`;
    await this.bed.known(['a', 'b'], [sourceId]);
    const rest = { url: `${this.site.url}/resource/items.json`, pageSize: 20, cursorField };
    await this.bed.source(sourceId, { rest, ...more });
    await this.bed.measure(sourceId, { sourceId });
    return sourceId;
  }

  /** What is published, as text. */
  async counts(indicatorId: string): Promise<string[]> {
    const values = await this.bed.values(indicatorId, ObservationStatus.OBSERVATION_STATUS_PUBLISHED);
    return values.map(({ unitId, value, revision }) => `${unitId} ${value} #${revision}`);
  }
}
