import { AsyncLocalStorage } from 'node:async_hooks';
import { DomainError } from '@fuxing/errors';

/** What a person or system may do; see the gateway's access table. */
export type Role = 'operator' | 'office' | 'verifier' | 'reporter' | 'leader' | 'auditor' | 'system';

/** On whose behalf a call is made: the originating subject, not the calling service. */
export interface Caller {
  subject: string;
  name: string;
  tenantId: string;
  roles: Role[];
  /** The unit a person belongs to; empty for people of the office and for systems. */
  unitId: string;
}

const current = new AsyncLocalStorage<{ caller: Caller; token: string }>();

/**
 * Runs `work` on behalf of a caller.
 *
 * @param token the token that states the caller, to be passed on when another service is asked; empty in jobs and tests
 */
export function asCaller<T>(caller: Caller, work: () => T, token = ''): T {
  return current.run({ caller, token }, work);
}

/** The caller's token, to be passed on when another service is asked. */
export function callerToken(): string {
  return current.getStore()?.token ?? '';
}

/**
 * The caller of the running RPC.
 *
 * @throws DomainError CALLER_MISSING outside an RPC
 */
export function caller(): Caller {
  const found = current.getStore();
  if (!found) {
    throw new DomainError('UNAUTHENTICATED', 'CALLER_MISSING', {
      en: 'Nobody is signed in.',
      zh: '未登录。',
    });
  }
  return found.caller;
}
