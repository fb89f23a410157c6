import { QueryFailedError } from 'typeorm';

/**
 * Whether the database is away, starting or out of room, or two transactions met: nobody's fault, and worth another try.
 *
 * Source: PostgreSQL error classes 08 connection, 40 transaction rollback, 53 resources, 57 operator intervention, 58
 * system; and sockets that break.
 */
export function isOutage(error: unknown): boolean {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (!(cause instanceof Error)) return false;
  const code = 'code' in cause ? String(cause.code) : '';
  return (
    /^(08|40|53|57|58)/.test(code) ||
    /^(ECONN|EPIPE$|ETIMEDOUT$|ENOTFOUND$|EAI_AGAIN$)/.test(code) ||
    /Connection terminated|timeout exceeded|Client has encountered a connection error/.test(cause.message)
  );
}
