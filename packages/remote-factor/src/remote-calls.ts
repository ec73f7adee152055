import {
  AuthFactorService,
  type BeginChallengeResponse,
  type GetSubjectStatusResponse,
  type ListFactorsResponse,
  type SubmitAnswerResponse,
} from '@authfactor/proto';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { createClient, type Interceptor } from '@connectrpc/connect';
import { createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node';

/** PEM texts. `cert` and `key` prove to the remote who calls. */
export interface RemoteTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface RemoteCallsOptions {
  readonly url: URL;
  readonly token: () => string | Promise<string>;
  readonly tls?: RemoteTls;
}

type Request<Method extends keyof typeof AuthFactorService.method> = MessageInitShape<
  (typeof AuthFactorService.method)[Method]['input']
>;

/** The calls that the remote gets. Each ends after `timeoutMs` at the latest. Disposing ends those under way. */
export interface RemoteCalls extends Disposable {
  list(request: Request<'listFactors'>, timeoutMs: number): Promise<ListFactorsResponse>;
  begin(request: Request<'beginChallenge'>, timeoutMs: number, signal: AbortSignal): Promise<BeginChallengeResponse>;
  status(
    request: Request<'getSubjectStatus'>,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<GetSubjectStatusResponse>;
  submit(request: Request<'submitAnswer'>, timeoutMs: number): Promise<SubmitAnswerResponse>;
}

const MAX_MESSAGE_BYTES = 64 * 1024;
const PING_MS = { pingIntervalMs: 10_000, pingTimeoutMs: 3_000, idleConnectionTimeoutMs: 60_000 };

export function createRemoteCalls({ url, token, tls = {} }: RemoteCallsOptions): RemoteCalls {
  const sessionManager = new Http2SessionManager(url, PING_MS, url.protocol === 'https:' ? { ...tls } : undefined);
  const authorize: Interceptor = (next) => async (request) => {
    request.header.set('authorization', `Bearer ${await token()}`);
    return next(request);
  };
  const client = createClient(
    AuthFactorService,
    createGrpcTransport({
      baseUrl: url.href,
      sessionManager,
      interceptors: [authorize],
      readMaxBytes: MAX_MESSAGE_BYTES,
      acceptCompression: [],
    }),
  );
  return {
    list: (request, timeoutMs) => client.listFactors(request, { timeoutMs }),
    begin: (request, timeoutMs, signal) => client.beginChallenge(request, { timeoutMs, signal }),
    status: (request, timeoutMs, signal) => client.getSubjectStatus(request, { timeoutMs, signal }),
    submit: (request, timeoutMs) => client.submitAnswer(request, { timeoutMs }),
    [Symbol.dispose]: () => sessionManager.abort(),
  };
}
