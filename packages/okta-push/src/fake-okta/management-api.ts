import type { Operation } from '../operation.ts';
import type { Directory, FakeUser } from './directory.ts';
import type { FakePush, Pushes } from './pushes.ts';
import { notFound, oktaError, type Reply, type Request } from './reply.ts';

/** One of Okta's endpoints, and what a token must allow for it. */
export interface Route {
  readonly operation: Operation;
  readonly scope: string;
  readonly method: string;
  readonly path: RegExp;
  perform(request: Request, ids: readonly string[]): Reply;
}

interface ManagementOptions {
  readonly url: () => string;
  readonly directory: Directory;
  readonly pushes: Pushes;
  /** When Okta tells the number to match. */
  readonly matchCodeAt: 'verify' | 'poll';
}

const READ = 'okta.users.read';
const MANAGE = 'okta.users.manage';

/** Users, factors, verification and transactions, with the scopes that Okta's OpenAPI description demands for each. */
export function createManagementApi(options: ManagementOptions): readonly Route[] {
  const { url, directory, pushes, matchCodeAt } = options;

  const linksOf = ({ id, userId, factorId }: FakePush) => {
    const href = `${url()}/api/v1/users/${userId}/factors/${factorId}/transactions/${id}`;
    return {
      poll: { href, hints: { allow: ['GET'] } },
      cancel: { href, hints: { allow: ['DELETE'] } },
    };
  };

  const waiting = (push: FakePush, when: 'verify' | 'poll') => ({
    factorResult: push.result,
    expiresAt: new Date(push.expiresAt).toISOString(),
    profile: { credentialId: push.login },
    _links: linksOf(push),
    ...(push.correctAnswer !== undefined && (when === 'poll' || matchCodeAt === 'verify')
      ? { _embedded: { challenge: { correctAnswer: push.correctAnswer } } }
      : {}),
  });

  const pushOf = ([userId, factorId, id]: readonly string[]) => {
    const push = pushes.find(id ?? '');
    return push?.userId === userId && push?.factorId === factorId ? push : undefined;
  };

  return [
    {
      operation: 'find-user',
      scope: READ,
      method: 'GET',
      path: /^\/api\/v1\/users$/,
      perform({ query }) {
        try {
          const users = directory.search(query.get('search') ?? '', Number(query.get('limit') ?? 200));
          return { status: 200, body: users.map(userBody) };
        } catch {
          return oktaError(400, 'E0000031', 'Invalid search criteria.');
        }
      },
    },
    {
      operation: 'read-user',
      scope: READ,
      method: 'GET',
      path: /^\/api\/v1\/users\/([^/]+)$/,
      perform(_, [userId = '']) {
        const user = directory.find(decodeURIComponent(userId));
        return user === undefined ? notFound() : { status: 200, body: userBody(user) };
      },
    },
    {
      operation: 'list-factors',
      scope: READ,
      method: 'GET',
      path: /^\/api\/v1\/users\/([^/]+)\/factors$/,
      perform(_, [userId = '']) {
        const user = directory.find(userId);
        return user === undefined ? notFound() : { status: 200, body: user.factors };
      },
    },
    {
      operation: 'verify',
      scope: MANAGE,
      method: 'POST',
      path: /^\/api\/v1\/users\/([^/]+)\/factors\/([^/]+)\/verify$/,
      perform({ body, header }, [userId = '', factorId = '']) {
        const user = directory.find(userId);
        const factor = user?.factors.find(({ id }) => id === factorId);
        if (user === undefined || factor === undefined) return notFound();
        if (factor.factorType !== 'push' || header('user-agent') === undefined) {
          return oktaError(400, 'E0000001', 'Api validation failed: factorEnrollRequest');
        }
        if (user.status !== 'ACTIVE' || factor.status !== 'ACTIVE') {
          return oktaError(403, 'E0000038', 'This operation is not allowed in the user’s current status.');
        }
        const request: unknown = body === '' ? {} : JSON.parse(body);
        const push = pushes.send(user, factor, Reflect.get(Object(request), 'useNumberMatchingChallenge') === true);
        return { status: 201, body: waiting(push, 'verify') };
      },
    },
    {
      operation: 'poll',
      scope: READ,
      method: 'GET',
      path: /^\/api\/v1\/users\/([^/]+)\/factors\/([^/]+)\/transactions\/([^/]+)$/,
      perform(_, ids) {
        const push = pushOf(ids);
        if (push === undefined) return notFound();
        if (push.result === 'WAITING') return { status: 200, body: waiting(push, 'poll') };
        return { status: 200, body: { factorResult: push.result } };
      },
    },
    {
      operation: 'cancel',
      scope: MANAGE,
      method: 'DELETE',
      path: /^\/api\/v1\/users\/([^/]+)\/factors\/([^/]+)\/transactions\/([^/]+)$/,
      perform(_, ids) {
        const push = pushOf(ids);
        return push !== undefined && pushes.cancel(push.id) ? { status: 204 } : notFound();
      },
    },
  ];
}

const userBody = ({ id, status, profile }: FakeUser) => ({ id, status, profile });
