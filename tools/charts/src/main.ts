import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { examples, template } from './index';

/** Writes the rendering of every example anew, to be looked at and committed with the change that made it. */
for (const { name, values, rendered } of examples()) {
  mkdirSync(dirname(rendered), { recursive: true });
  writeFileSync(rendered, template(values));
  console.log(`${name} is rendered.`);
}
