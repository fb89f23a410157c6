import { z } from 'zod';

/** Who calls, as its access token says. */
export interface Caller {
  subject: string;
  name: string;
  tenant: string;
  roles: readonly string[];
  unit: string | undefined;
}

const Claims = z.object({
  sub: z.string().min(1).max(255),
  name: z.string().max(255).optional(),
  tenant: z.string().min(1).max(64),
  roles: z.array(z.string()).max(50).default([]),
  unit: z.string().min(1).max(64).optional(),
});

/** Undefined when the claims do not name a person or system of a tenant. */
export function callerOf(claims: unknown): Caller | undefined {
  const { data } = Claims.safeParse(claims);
  return (
    data && {
      subject: data.sub,
      name: data.name ?? data.sub,
      tenant: data.tenant,
      roles: data.roles,
      unit: data.unit,
    }
  );
}
