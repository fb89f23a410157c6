export { DEMO_PASSWORD, demoAccounts } from './accounts';
export { Folder } from './folder';
export { People } from './people';
export { type Platform, type PlatformOptions, startPlatform } from './platform';
export { acceptPending, applyPack, finishCycle, followPull, pull, results } from './steps';
export { runTrial, type RunningTrial, temporaryFolder } from './testbed';
