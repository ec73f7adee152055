import type { CallContext } from '../api.ts';
import { type Refusal, refuse } from '../outcome.ts';

export interface EndUser {
  readonly kind: 'end-user';
  readonly tenant: string;
  readonly subject: string;
  readonly client: string;
}

/** How far an issuer's clock may be ahead. */
const ISSUER_CLOCK_ERROR_MS = 60_000;

/** The person who enrols: the token's own subject, of its one tenant, who logged in a short while ago. */
export function endUserOf({ caller }: CallContext, now: number, freshLoginMs: number): EndUser | Refusal {
  const [tenant, ...others] = caller.tenants;
  if (tenant === undefined || others.length > 0) {
    return refuse('PERMISSION_DENIED', 'Enrolment needs a token that names exactly one tenant');
  }
  if (caller.subject === undefined) {
    return refuse('PERMISSION_DENIED', 'Enrolment needs the end user’s own token; this one names no person');
  }
  const age = caller.authTime === undefined ? Number.POSITIVE_INFINITY : now - caller.authTime;
  if (age > freshLoginMs || age < -ISSUER_CLOCK_ERROR_MS) {
    return refuse(
      'FRESH_LOGIN_REQUIRED',
      'Enrolment needs a fresh login: let the user log in again and use the new token',
    );
  }
  return { kind: 'end-user', tenant, subject: caller.subject, client: caller.clientId };
}
