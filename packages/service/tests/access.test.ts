import { AuthFactorAdminService, AuthFactorService, EnrollmentService } from '@authfactor/proto';
import { create, type DescMethod, type DescService } from '@bufbuild/protobuf';
import { type CallOptions, createClient } from '@connectrpc/connect';
import { describe, expect, test } from 'vitest';
import { requiredScope } from '../src/request-gate.ts';
import { failureOf, type Harness, makeToken, protocols, requestId, start, subject } from './harness.ts';

const services: readonly DescService[] = [AuthFactorService, EnrollmentService, AuthFactorAdminService];
const methods = services.flatMap((service) => service.methods);
const table = methods.map((method) => [`${method.parent.name}/${method.name}`, method] as const);

const bearer = async (...args: Parameters<typeof makeToken>): Promise<CallOptions> => ({
  headers: { authorization: `Bearer ${await makeToken(...args)}` },
});

/** Calls any RPC with an empty request. */
function call(
  { transports }: Harness,
  method: DescMethod,
  options: CallOptions,
  protocol: keyof Harness['transports'] = 'grpc',
) {
  const { headers, signal } = options;
  if (method.methodKind !== 'unary') throw new TypeError('Only unary RPCs stand in the contract');
  const input = create(method.input);
  return transports[protocol].unary(method as DescMethod & { methodKind: 'unary' }, signal, undefined, headers, input);
}

describe('every RPC', () => {
  test.each(table)('%s demands its scope and is denied without', async (_name, method) => {
    const scope = requiredScope(method);
    expect(scope).toMatch(/^factor\.(verify|enroll|admin)$/);
    await using harness = await start();
    expect(await failureOf(call(harness, method, {}))).toMatchObject({
      code: 'Unauthenticated',
      reason: 'UNAUTHENTICATED',
    });
    const others = ['factor.verify', 'factor.enroll', 'factor.admin'].filter((other) => other !== scope);
    for (const wrong of ['', others.join(' '), `${scope}x`, scope.toUpperCase()]) {
      expect(await failureOf(call(harness, method, await bearer({ scope: wrong })))).toMatchObject({
        code: 'PermissionDenied',
        reason: 'PERMISSION_DENIED',
      });
    }
    // Behind the gate: the empty request either passes or is found invalid.
    const answer = await call(harness, method, await bearer({ scope })).catch((error: unknown) => error);
    expect(String(answer)).not.toMatch(/unauthenticated|permission/);
  });

  test('is one of the 18 that the contract has', () => {
    expect(methods).toHaveLength(18);
  });
});

test.each(protocols)('tokens over %s', async (protocol) => {
  await using harness = await start();
  const client = createClient(AuthFactorService, harness.transports[protocol]);
  const list = (authorization: string) => client.listFactors({ tenantId: 'default' }, { headers: { authorization } });
  const token = await makeToken();
  for (const wrong of [
    '',
    'Bearer',
    'Bearer ',
    `Basic ${token}`,
    token,
    `Bearer ${token} x`,
    'Bearer x',
    `Bearer ${'x'.repeat(9000)}`,
  ]) {
    expect(await failureOf(list(wrong))).toMatchObject({ code: 'Unauthenticated', reason: 'UNAUTHENTICATED' });
  }
  expect((await list(`bearer ${token}`)).factors).toHaveLength(1);
});

test('an unauthenticated caller learns nothing of what is wrong with the request', async () => {
  await using harness = await start();
  const client = createClient(AuthFactorService, harness.transports.grpc);
  const call = client.beginChallenge({ requestId, subject, purpose: 'x'.repeat(20_000) });
  expect(await failureOf(call)).toMatchObject({ reason: 'UNAUTHENTICATED', fields: undefined });
});
