export { type Example, examples } from './examples';
export { chart, helm, lint, template } from './helm';
export { type Manifest, parseManifests } from './manifest';
export { rules } from './rules';
