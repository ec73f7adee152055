import { describe, expect, test } from 'vitest';
import { createBoundedFetch } from './bounded-fetch.ts';
import { OktaPushError } from './okta-push-error.ts';

interface SocketFault {
  readonly code: string;
  readonly syscall?: string;
}

const errorOf = (fault: SocketFault) => Object.assign(new Error('What Node says'), fault);

/** What becomes of a call of which `fetch` says that it failed for this cause. */
async function codeFor(cause: Error): Promise<string> {
  const fetch = createBoundedFetch({
    fetch: async () => {
      throw new TypeError('fetch failed', { cause });
    },
    timeoutMs: 1,
    timeout: () => new AbortController().signal,
  });
  const call = fetch('https://example.okta.com/', { method: 'POST', headers: {}, redirect: 'manual', body: undefined });
  const fault = await call.catch((error: unknown) => error);
  return fault instanceof OktaPushError ? fault.code : 'none';
}

describe('nothing was sent', () => {
  test.each<SocketFault>([
    { code: 'ECONNREFUSED', syscall: 'connect' },
    { code: 'EHOSTUNREACH', syscall: 'connect' },
    { code: 'ENOTFOUND', syscall: 'getaddrinfo' },
    { code: 'EAI_AGAIN', syscall: 'getaddrinfo' },
    { code: 'UND_ERR_CONNECT_TIMEOUT' },
    { code: 'CERT_HAS_EXPIRED' },
    { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  ])('$code of $syscall', async (fault) => {
    expect(await codeFor(errorOf(fault))).toBe('not-connected');
  });

  test('at none of several addresses', async () => {
    const each = errorOf({ code: 'ECONNREFUSED', syscall: 'connect' });
    expect(await codeFor(new AggregateError([each, each]))).toBe('not-connected');
  });
});

describe('nobody knows whether something was sent', () => {
  test.each<SocketFault>([
    { code: 'EHOSTUNREACH', syscall: 'read' },
    { code: 'ENETUNREACH', syscall: 'write' },
    { code: 'ECONNRESET', syscall: 'read' },
    { code: 'EPIPE', syscall: 'write' },
    { code: 'UND_ERR_SOCKET' },
    { code: 'UND_ERR_HEADERS_TIMEOUT' },
  ])('$code of $syscall', async (fault) => {
    expect(await codeFor(errorOf(fault))).toBe('cut');
  });

  test('at one of several addresses', async () => {
    const refused = errorOf({ code: 'ECONNREFUSED', syscall: 'connect' });
    const reset = errorOf({ code: 'ECONNRESET', syscall: 'read' });
    expect(await codeFor(new AggregateError([refused, reset]))).toBe('cut');
  });
});
