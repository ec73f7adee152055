import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Code, type Transport as ConnectClientTransport, ConnectError } from '@connectrpc/connect';
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
  Http2SessionManager,
} from '@connectrpc/connect-node';
import { type StatusDetail, statusCode, type Transport, type TransportFactory, TransportFailure } from './transport.ts';

export interface ConnectTransportOptions {
  /** PEM of the authorities to trust, instead of the system's. For https. */
  readonly ca?: string;
  /** PEM of a client certificate and its key, where the server asks for one. */
  readonly client?: { readonly cert: string; readonly key: string };
}

/** The Connect protocol over HTTP/1.1. For the server's HTTP listener. */
export const connectTransport =
  (options: ConnectTransportOptions = {}): TransportFactory =>
  (url) => {
    const agent = createAgent(url, options);
    const transport = createConnectTransport({ baseUrl: url.origin, httpVersion: '1.1', nodeOptions: { agent } });
    return adapt(transport, () => agent.destroy());
  };

/** gRPC-Web over HTTP/1.1. For the server's HTTP listener. */
export const grpcWebTransport =
  (options: ConnectTransportOptions = {}): TransportFactory =>
  (url) => {
    const agent = createAgent(url, options);
    const transport = createGrpcWebTransport({ baseUrl: url.origin, httpVersion: '1.1', nodeOptions: { agent } });
    return adapt(transport, () => agent.destroy());
  };

/** gRPC over HTTP/2 by connect-node. For the server's gRPC listener. */
export const connectGrpcTransport =
  (options: ConnectTransportOptions = {}): TransportFactory =>
  (url) => {
    const sessionManager = new Http2SessionManager(url, { pingIntervalMs: 30_000 }, tlsOptions(options));
    const transport = createGrpcTransport({ baseUrl: url.origin, sessionManager });
    return adapt(transport, () => sessionManager.abort());
  };

const tlsOptions = ({ ca, client }: ConnectTransportOptions) => ({ ...(ca === undefined ? {} : { ca }), ...client });

const createAgent = (url: URL, options: ConnectTransportOptions): HttpAgent | HttpsAgent =>
  url.protocol === 'https:'
    ? new HttpsAgent({ keepAlive: true, ...tlsOptions(options) })
    : new HttpAgent({ keepAlive: true });

const adapt = (transport: ConnectClientTransport, close: () => void): Transport => ({
  async unary(method, request, { token, timeoutMs, signal }) {
    try {
      const headers = { authorization: `Bearer ${token}` };
      const { message } = await transport.unary(method, signal, timeoutMs, headers, request);
      return message;
    } catch (error) {
      throw failureFrom(ConnectError.from(error));
    }
  },
  async [Symbol.asyncDispose]() {
    close();
  },
});

const failureFrom = (error: ConnectError): TransportFailure => {
  const details: StatusDetail[] = error.details.flatMap((detail) =>
    'type' in detail ? [{ type: detail.type, value: detail.value }] : [],
  );
  const code = isConnectionLost(error) ? Code.Unavailable : error.code;
  return new TransportFailure(statusCode(code), error.rawMessage, details, { cause: error });
};

// The library has several codes for a connection that broke off or was never made.
const isConnectionLost = (error: ConnectError): boolean => {
  if (error.isWireError) return false;
  if (error.code === Code.Aborted || error.code === Code.Canceled) return true;
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return true;
  }
  return false;
};
