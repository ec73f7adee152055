import { AuthFactorService } from '@authfactor/proto';
import { Health } from '@authfactor/proto/grpc-health';
import type { DescMethod, DescService } from '@bufbuild/protobuf';
import { Code, createHandlerContext } from '@connectrpc/connect';
import { expect, test } from 'vitest';
import { callerKey } from './call-values.ts';
import { createRequestGate } from './request-gate.ts';

const caller = { clientId: 'c', tenants: ['t'], scopes: ['', 'factor.verify', 'undefined'] };
const gate = createRequestGate({ authenticate: async () => ({ kind: 'authenticated', caller }) });

const contextOf = (method: DescMethod, service: DescService = method.parent) =>
  createHandlerContext({
    service,
    method,
    protocolName: 'grpc',
    requestMethod: 'POST',
    url: 'http://localhost/',
    requestHeader: { authorization: 'Bearer x' },
  });

test('an RPC without a declared scope is denied to everyone', async () => {
  // A method of another contract, as if it stood in a service of this one.
  const context = contextOf(Health.method.check, AuthFactorService);
  await expect(gate(context)).rejects.toMatchObject({ code: Code.PermissionDenied });
  expect(context.values.get(callerKey)).toBeUndefined();
});

test('the caller is known behind the gate', async () => {
  const context = contextOf(AuthFactorService.method.submitAnswer);
  await gate(context);
  expect(context.values.get(callerKey)).toBe(caller);
});

test('issuers that cannot be reached are no verdict', async () => {
  const unavailable = createRequestGate({ authenticate: async () => ({ kind: 'unavailable', why: 'later' }) });
  await expect(unavailable(contextOf(AuthFactorService.method.listFactors))).rejects.toMatchObject({
    code: Code.Unavailable,
  });
});

test('health is open', async () => {
  await expect(gate(contextOf(Health.method.check))).resolves.toBeUndefined();
});
