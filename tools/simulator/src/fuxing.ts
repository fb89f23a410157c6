import { type Dataset, datasetFromRecords } from './dataset';
import { approvalFields, approvals } from './fuxing/approvals';
import { annualReports, investment } from './fuxing/files';
import { patrolFields, patrols } from './fuxing/patrols';
import { type Rectification, rectifications } from './fuxing/rectifications';
import { ticketFields, tickets } from './fuxing/tickets';
import { World } from './fuxing/world';
import type { SimulatedFile } from './simulator';

export interface FuxingData {
  datasets: { tickets: Dataset; approvals: Dataset; patrols: Dataset };
  /** `annual-reports-<year>.csv` and `investment-<year>.csv`, made while they are read. */
  files: Record<string, SimulatedFile>;
  /** @param year one of the years asked for */
  rectifications(year: number): Rectification[];
}

/**
 * INVENTED data of the sample district 复兴区 130404; no figure describes the real one.
 *
 * The same seed gives the same bytes. `from` and `to` are months, both included.
 */
export function fuxingDatasets(options: { seed: number; from?: string; to?: string }): FuxingData {
  const world = new World(options.seed, options.from ?? '2024-01', options.to ?? '2025-12');
  const about = { invented: true };
  const files: Record<string, SimulatedFile> = {};
  for (const year of world.years) {
    files[`annual-reports-${year}.csv`] = Object.assign(() => annualReports(world, year), about);
    files[`investment-${year}.csv`] = Object.assign(() => investment(world, year), about);
  }
  return {
    datasets: {
      tickets: datasetFromRecords(tickets(world), {
        ...about,
        fields: ticketFields,
        timestamps: ['created_at', 'due_at', 'closed_at', 'updated_at'],
      }),
      approvals: datasetFromRecords(approvals(world), {
        ...about,
        fields: approvalFields,
        numbers: ['promised_working_days'],
        timestamps: ['accepted_at', 'decided_at', 'updated_at'],
      }),
      patrols: datasetFromRecords(patrols(world), {
        ...about,
        fields: patrolFields,
        numbers: ['minutes', 'events_found'],
        timestamps: ['patrolled_at', 'updated_at'],
      }),
    },
    files,
    rectifications: (year) => rectifications(world, String(year)),
  };
}
