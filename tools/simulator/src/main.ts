import { parseArgs } from 'node:util';
import { type Dataset, datasetFromCsv, fuxingDatasets, startSimulator } from './index';

const usage =
  'node tools/simulator/dist/main.js [--port N] [--seed N] [--csv FILE --name NAME [--timestamps A,B]]';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      seed: { type: 'string', default: '130404' },
      csv: { type: 'string' },
      name: { type: 'string' },
      timestamps: { type: 'string', default: 'OPEN_DT,TARGET_DT,CLOSED_DT' },
    },
  });
  const fuxing = fuxingDatasets({ seed: Number(values.seed) });
  const datasets: Record<string, Dataset> = { ...fuxing.datasets };
  if (values.csv !== undefined) {
    if (values.name === undefined) throw new Error(`--csv needs --name. ${usage}`);
    datasets[values.name] = await datasetFromCsv(values.csv, { timestamps: values.timestamps.split(',') });
  }
  const simulator = await startSimulator({ port: Number(values.port), datasets, files: fuxing.files });
  const paths = [
    ...Object.keys(datasets).map((name) => `/resource/${name}.json`),
    ...Object.keys(fuxing.files).map((name) => `/files/${name}`),
  ];
  console.log('The data of the sample district is invented. Ctrl-C ends the simulator.');
  for (const path of paths) console.log(`${simulator.url}${path}`);
  const stop = (): void => void simulator.stop().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
