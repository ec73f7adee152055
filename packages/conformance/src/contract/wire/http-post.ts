import { type IncomingHttpHeaders, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type { Target } from './wire.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export interface HttpPost extends Disposable {
  (path: string, headers: Readonly<Record<string, string>>, body: Uint8Array, signal: AbortSignal): Promise<HttpAnswer>;
}

/** Posts over HTTP/1.1 with connections that are kept. Rejects where nobody answers or the signal aborts. */
export function createHttpPost({ host, port, tls, ca }: Target): HttpPost {
  const agent = tls
    ? new SecureAgent({ keepAlive: true, ...(ca === undefined ? {} : { ca }) })
    : new PlainAgent({ keepAlive: true });
  const request = tls ? secureRequest : plainRequest;

  const post = (path: string, headers: Readonly<Record<string, string>>, body: Uint8Array, signal: AbortSignal) =>
    new Promise<HttpAnswer>((resolve, reject) => {
      const options = {
        host,
        port,
        path,
        agent,
        method: 'POST',
        headers: { ...headers, 'content-length': body.length },
      };
      const call = request({ ...options, signal }, (response) => {
        buffer(response).then(
          (bytes) =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: new Uint8Array(bytes) }),
          reject,
        );
      });
      call.on('error', reject);
      call.end(body);
    });
  return Object.assign(post, { [Symbol.dispose]: () => agent.destroy() });
}
