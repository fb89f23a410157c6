import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chart } from './helm';

export interface Example {
  name: string;
  values: string;
  /** The committed rendering. */
  rendered: string;
}

/** The chart's examples, each a folder with values and what they render to. */
export function examples(): Example[] {
  const folder = join(chart, 'examples');
  return readdirSync(folder).map((name) => ({
    name,
    values: join(folder, name, 'values.yaml'),
    rendered: join(folder, name, 'rendered/manifests.yaml'),
  }));
}
