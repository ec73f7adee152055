import { isJsonObject, memberOf } from './json.ts';
import type { Exchange, OktaApi, OktaCall } from './okta-api.ts';
import { type Device, factorsPath, isOktaId, userPath } from './okta-ids.ts';
import { OktaPushError } from './okta-push-error.ts';
import { hasAttribute, searchExpression } from './user-attribute.ts';

/** `none`: the subject has no device that may be asked. `unclear`: nobody can tell now. */
export type FoundDevice =
  | { readonly kind: 'found'; readonly device: Device }
  | { readonly kind: 'none' }
  | { readonly kind: 'unclear'; readonly fault: OktaPushError; readonly retryAfterMs: number };

export type FindDevice = (subject: string, signal: AbortSignal) => Promise<FoundDevice>;

interface FindDeviceOptions {
  readonly api: OktaApi;
  /** Where the subject id stands in a user. */
  readonly attribute: readonly string[];
}

type Answer =
  | { readonly kind: 'body'; readonly body: unknown }
  | { readonly kind: 'missing' }
  | Extract<FoundDevice, { kind: 'unclear' }>;

const UNAVAILABLE_MS = 2_000;
const NONE = { kind: 'none' } as const;

/**
 * Finds the device of a subject: the one user whose attribute is the subject id, if active, and of their active Okta
 * Verify push factors the one that was enrolled last. Nothing is kept: who is deactivated now is not asked now.
 */
export function createFindDevice({ api, attribute }: FindDeviceOptions): FindDevice {
  async function get(operation: OktaCall['operation'], path: string, signal: AbortSignal): Promise<Answer> {
    return answerOf(await api.call({ operation, method: 'GET', path, signal }));
  }

  /**
   * The search is case-insensitive and lags behind, so it gives an id and nothing else: what counts is read from the user.
   * It may give two users for one subject, and then neither.
   */
  async function findUserId(subject: string, signal: AbortSignal): Promise<Answer> {
    if (attribute[0] === 'id') return isOktaId(subject) ? { kind: 'body', body: subject } : { kind: 'missing' };
    const query = new URLSearchParams({ search: searchExpression(attribute, subject), limit: '2' });
    const found = await get('find-user', `/api/v1/users?${query}`, signal);
    if (found.kind !== 'body') return found;
    if (!Array.isArray(found.body)) return malformed();
    const [user, ...more]: readonly unknown[] = found.body;
    if (user === undefined || more.length > 0) return { kind: 'missing' };
    const userId = memberOf(user, 'id');
    return isOktaId(userId) ? { kind: 'body', body: userId } : malformed();
  }

  return async (subject, signal) => {
    const found = await findUserId(subject, signal);
    if (found.kind === 'missing') return NONE;
    if (found.kind === 'unclear') return found;
    const userId = String(found.body);

    const user = await get('read-user', userPath(userId), signal);
    if (user.kind === 'missing') return NONE;
    if (user.kind === 'unclear') return user;
    if (!isJsonObject(user.body)) return malformed();
    // Okta finds a user by login and by "me" too.
    if (memberOf(user.body, 'id') !== userId || !hasAttribute(user.body, attribute, subject)) return NONE;
    if (memberOf(user.body, 'status') !== 'ACTIVE') return NONE;

    const factors = await get('list-factors', factorsPath(userId), signal);
    if (factors.kind === 'missing') return NONE;
    if (factors.kind === 'unclear') return factors;
    if (!Array.isArray(factors.body)) return malformed();
    const factorId = newestPushFactor(factors.body);
    return factorId === undefined ? NONE : { kind: 'found', device: { userId, factorId } };
  };
}

/** The id of the active push factor with the latest `created`; of the greatest id where that is equal or missing. */
function newestPushFactor(factors: readonly unknown[]): string | undefined {
  const candidates = factors.flatMap((factor) => {
    const id = memberOf(factor, 'id');
    const isPush = memberOf(factor, 'factorType') === 'push' && memberOf(factor, 'provider') === 'OKTA';
    if (!isPush || memberOf(factor, 'status') !== 'ACTIVE' || !isOktaId(id)) return [];
    const created = Date.parse(String(memberOf(factor, 'created')));
    return [{ id, created: Number.isNaN(created) ? 0 : created }];
  });
  return candidates.toSorted((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1))[0]?.id;
}

function answerOf(exchange: Exchange): Answer {
  if (exchange.kind === 'unknown') return unclear(exchange.fault);
  if (exchange.kind === 'not-taken') return { ...exchange, kind: 'unclear' };
  if (exchange.status === 404) return { kind: 'missing' };
  if (exchange.status === 200) return { kind: 'body', body: exchange.body };
  return exchange.status >= 500
    ? unclear(new OktaPushError('server-error', `Okta failed with status ${exchange.status}`))
    : unclear(
        new OktaPushError('refused', `Okta refused with status ${exchange.status}; check scopes and roles of the app`),
      );
}

const unclear = (fault: OktaPushError): Extract<FoundDevice, { kind: 'unclear' }> => ({
  kind: 'unclear',
  fault,
  retryAfterMs: UNAVAILABLE_MS,
});

const malformed = () => unclear(new OktaPushError('malformed', 'Okta’s answer is not what its description says'));
