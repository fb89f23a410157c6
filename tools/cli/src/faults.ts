import type { Session } from './session';
import { printable } from './table';

/** What is wrong with a field of a document. */
export interface Fault {
  /** File and line. */
  at: string;
  field: string;
  reason: string;
  text: string;
}

export function sayFaults(session: Session, faults: readonly Fault[]): void {
  for (const { at, field, text, reason } of faults) {
    session.line(printable(at));
    session.line(printable(`    ${field && `${field}: `}${text} (${reason})`));
  }
}
