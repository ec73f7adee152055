import type { Caller } from './api.ts';
import { type Refusal, refuse } from './outcome.ts';

/** A tenant outside the caller's token. */
export function outsideTenants(caller: Caller, tenant: string): Refusal | undefined {
  if (caller.tenants.includes(tenant)) return undefined;
  return refuse('PERMISSION_DENIED', 'The token does not name this tenant; get one that does', { field: 'tenant_id' });
}
