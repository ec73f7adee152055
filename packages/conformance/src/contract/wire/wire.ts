/** How calls reach the endpoint. */
export type Protocol = 'grpc' | 'connect' | 'grpc-web';

export const PROTOCOLS: readonly Protocol[] = ['grpc', 'connect', 'grpc-web'];

/** One unary call, in bytes. */
export interface WireRequest {
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly body: Uint8Array;
  readonly token?: string | undefined;
  /** Told to the server only; the wire waits for its answer. */
  readonly timeoutMs?: number | undefined;
  /** Gives the call up on this side. */
  readonly signal: AbortSignal;
}

export interface WireDetail {
  /** Full name of the detail's message. */
  readonly type: string;
  readonly value: Uint8Array;
}

/** An error as it came, before anything is read into it. */
export interface WireError {
  /** The gRPC code's name, e.g. `NOT_FOUND`. */
  readonly code: string;
  readonly message: string;
  readonly details: readonly WireDetail[];
  /** Made on this side: the call was given up here, or nobody was there. Such an error says nothing of the service. */
  readonly local: boolean;
}

export type WireAnswer =
  | { readonly kind: 'ok'; readonly body: Uint8Array }
  | { readonly kind: 'error'; readonly error: WireError };

/** Sends calls, one try each. Never rejects. */
export interface Wire extends Disposable {
  send(request: WireRequest): Promise<WireAnswer>;
}

/** Where the endpoint is. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** PEM; the system's authorities where it is left out. */
  readonly ca?: string;
}

export const localError = (code: string, message: string): WireAnswer => ({
  kind: 'error',
  error: { code, message, details: [], local: true },
});
