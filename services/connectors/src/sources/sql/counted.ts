import type { Socket } from 'node:net';
import type { Intake } from '../intake';
import { SourceError } from '../source-error';
import { STATEMENT_TIMEOUT_MS } from './query';

const LOOK_EVERY_MS = 20;
/** Of the rows of one page, as they come over the wire. */
export const MAX_PAGE_BYTES = 256 * 1024 * 1024;

/**
 * Does what brings rows over a socket. A driver holds them all before it gives any, so what arrives is counted meanwhile, and
 * the connection is cut when it is more than a page or the pull may have, or takes too long.
 *
 * @throws SourceError
 */
export async function counted<T>(
  socket: Socket,
  intake: Intake,
  work: () => Promise<T>,
  withinMs = STATEMENT_TIMEOUT_MS,
): Promise<T> {
  const [before, until] = [socket.bytesRead, performance.now() + withinMs];
  let seen = before;
  const look = (): void => {
    const more = socket.bytesRead - seen;
    seen += more;
    intake.add(more);
    if (seen - before > MAX_PAGE_BYTES) throw tooWide();
    if (performance.now() > until) throw tooLong(withinMs);
  };
  const { promise: cut, reject } = Promise.withResolvers<never>();
  const timer = setInterval(() => {
    try {
      look();
    } catch (error) {
      reject(error);
      socket.destroy();
    }
  }, LOOK_EVERY_MS);
  try {
    const brought = await Promise.race([work(), cut]);
    look();
    return brought;
  } finally {
    clearInterval(timer);
  }
}

const tooLong = (ms: number): SourceError =>
  new SourceError(
    {
      en: `A page of rows took longer than ${ms / 1000} s; an index on the cursor and the key helps.`,
      zh: `读取一页数据超过 ${ms / 1000} 秒；请为游标列和主键列建立索引。`,
    },
    true,
  );

const tooWide = (): SourceError =>
  new SourceError(
    {
      en: `A page of rows has more than ${MAX_PAGE_BYTES} bytes; read fewer rows at a time (pageSize), or fewer columns.`,
      zh: `一页数据超过 ${MAX_PAGE_BYTES} 字节；请减少每页行数（pageSize）或列数。`,
    },
    false,
  );
