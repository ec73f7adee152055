import { scope } from '@authfactor/proto';
import { type DescMethod, getOption } from '@bufbuild/protobuf';
import type { HandlerContext } from '@connectrpc/connect';
import type { Authenticator } from './authenticator.ts';
import { callerKey } from './call-values.ts';
import { contractError } from './error-mapping.ts';

/** Services that anyone may call. They tell nothing of a tenant or a subject. */
const openServices: ReadonlySet<string> = new Set([
  'grpc.health.v1.Health',
  'grpc.reflection.v1.ServerReflection',
  'grpc.reflection.v1alpha.ServerReflection',
]);

const MAX_TOKEN_LENGTH = 8192;

/** Turns the token into the caller and checks the scope, before anything of the request's body is read. */
export function createRequestGate(authenticator: Authenticator): (context: HandlerContext) => Promise<void> {
  return async (context) => {
    if (openServices.has(context.service.typeName)) return;
    const authentication = await authenticator.authenticate(readToken(context.requestHeader));
    switch (authentication.kind) {
      case 'authenticated':
        break;
      case 'refused':
        throw contractError('UNAUTHENTICATED', authentication.why);
      case 'unavailable':
        throw contractError('DEPENDENCY_UNAVAILABLE', authentication.why);
      default:
        authentication satisfies never;
    }
    const { caller } = authentication;
    const needed = requiredScope(context.method);
    if (needed === '' || !caller.scopes.includes(needed)) {
      throw contractError('PERMISSION_DENIED', `The token lacks the scope ${needed}; ask for one that has it`);
    }
    context.values.set(callerKey, caller);
  };
}

/** The scope that the contract demands for a method; empty: nobody may call it. */
export const requiredScope = (method: DescMethod): string => getOption(method, scope);

function readToken(header: Headers): string {
  const [scheme, token, rest] = (header.get('authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined || token === '' || rest !== undefined) {
    throw contractError('UNAUTHENTICATED', 'The call carries no token; send "authorization: Bearer <token>"');
  }
  if (token.length > MAX_TOKEN_LENGTH) {
    throw contractError(
      'UNAUTHENTICATED',
      `The token is longer than ${MAX_TOKEN_LENGTH} characters; get a shorter one`,
    );
  }
  return token;
}
