import type { Readable, Writable } from 'node:stream';
import type { Submittable } from 'pg';

/** The part of pg-copy-streams that is used here; it comes without types. */
export const { from: copyFrom, to: copyTo } = require('pg-copy-streams') as {
  from(sql: string): Writable & Submittable;
  to(sql: string): Readable & Submittable;
};
