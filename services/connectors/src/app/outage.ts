import { QueryFailedError } from 'typeorm';

/** Whether the database is away or out of room, or two transactions met: nothing that the work itself did wrong. */
export function isOutage(error: unknown): boolean {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return (
    /^(08|53|57|40|58)/.test(code) ||
    /^E[A-Z]+$/.test(code) ||
    /Connection terminated|timeout exceeded/.test(String(cause))
  );
}
