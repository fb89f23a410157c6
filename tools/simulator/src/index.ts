export { datasetFromCsv, floatingTimestamp } from './csv';
export { type Cells, type Dataset, datasetFromRecords } from './dataset';
export type { Faults } from './faults';
export { fuxingDatasets, type FuxingData } from './fuxing';
export { query } from './query';
export type { Rectification } from './fuxing/rectifications';
export { type RequestCounters, type RunningSimulator, type SimulatedFile, startSimulator } from './simulator';
export type { SimulatorOptions } from './simulator';
