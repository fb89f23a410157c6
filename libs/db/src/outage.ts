import { isNativeError } from 'node:util/types';
import { QueryFailedError } from 'typeorm';

/**
 * Conditions of PostgreSQL that pass by themselves: the connection broke (08), the transaction stood still for too long
 * (25P03), two transactions met (40), another one holds what is needed (55P03), the server is
 * out of room (53), or is stopping, crashed or starting (57P), or its disk failed (58). Not their neighbours that only a
 * change of program or settings cures: protocol violation 08P01 (a statement bound with the wrong number of values),
 * query cancelled 57014, database dropped 57P04.
 *
 * Source: PostgreSQL 18, appendix A.
 */
const PASSING = /^(0800[013467]|25P03|40001|40003|40P01|53[0-3]00|55P03|57P0[1235]|58000|58030)$/;
const SOCKET =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** What pg and its pool say without a code. */
const LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether the database is away, starting or out of room, or two transactions met: nobody's fault, and worth another try. */
export function isOutage(error: unknown): boolean {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (!isNativeError(cause)) return false;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return PASSING.test(code) || SOCKET.test(code) || LOST.test(cause.message);
}
