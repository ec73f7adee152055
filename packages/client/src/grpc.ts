import { isIP, isIPv6 } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { statusCode, type TransportFactory, TransportFailure } from './transport.ts';
import { decodeStatus } from './transports/status-details.ts';

export interface GrpcTransportOptions {
  /** PEM of the authorities to trust, instead of the system's. For https. */
  readonly ca?: string;
  /** PEM of a client certificate and its key, where the server asks for one. */
  readonly client?: { readonly cert: string; readonly key: string };
}

// Repeats are the client's own, by the contract's rules; the library's would not know them.
const CHANNEL_OPTIONS = {
  'grpc.enable_retries': 0,
  'grpc.service_config_disable_resolution': 1,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  'grpc.keepalive_time_ms': 30_000,
};

/** gRPC over grpc-js. For the server's gRPC listener. */
export const grpcTransport = (options: GrpcTransportOptions = {}): TransportFactory => {
  return (url) => {
    const channel = createChannel(url, options);
    return {
      unary: (method, request, { token, timeoutMs, signal }) =>
        new Promise((resolve, reject) => {
          const metadata = new Metadata();
          metadata.set('authorization', `Bearer ${token}`);
          const call = channel.makeUnaryRequest(
            `/${method.parent.typeName}/${method.name}`,
            (message: typeof request) => Buffer.from(toBinary(method.input, message)),
            (bytes) => fromBinary(method.output, bytes),
            request,
            metadata,
            { deadline: Date.now() + timeoutMs },
            (error, response) => {
              signal.removeEventListener('abort', cancel);
              if (error !== null) reject(failureFrom(error));
              else if (response === undefined) reject(new TransportFailure('INTERNAL', 'The answer is empty', []));
              else resolve(response);
            },
          );
          const cancel = () => call.cancel();
          signal.addEventListener('abort', cancel, { once: true });
        }),
      async [Symbol.asyncDispose]() {
        channel.close();
      },
    };
  };
};

const createChannel = (url: URL, { ca, client }: GrpcTransportOptions): Client => {
  const tls = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port || (tls ? '443' : '80');
  const target = isIPv6(host) ? `ipv6:[${host}]:${port}` : `dns:${host}:${port}`;
  if (!tls) return new Client(target, credentials.createInsecure(), CHANNEL_OPTIONS);
  const secure = (verify: NonNullable<Parameters<typeof credentials.createSsl>[3]>) =>
    credentials.createSsl(
      ca === undefined ? null : Buffer.from(ca),
      client === undefined ? null : Buffer.from(client.key),
      client === undefined ? null : Buffer.from(client.cert),
      verify,
    );
  if (isIP(host) === 0) return new Client(target, secure({}), CHANNEL_OPTIONS);
  // The library would send the address as a server name, which Node.js refuses (RFC 6066, section 3). The certificate is
  // checked against the address all the same.
  return new Client(target, secure({ checkServerIdentity: (_, cert) => checkServerIdentity(host, cert) }), {
    ...CHANNEL_OPTIONS,
    'grpc.ssl_target_name_override': 'address.invalid',
    'grpc.default_authority': url.host,
  });
};

const failureFrom = (error: ServiceError): TransportFailure => {
  const [trailer] = error.metadata?.get('grpc-status-details-bin') ?? [];
  const decoded = trailer instanceof Uint8Array ? decodeStatus(trailer) : undefined;
  // The library shows percent-encoded text half-decoded; the status in the trailer has it whole.
  const message = decoded?.message || error.details || error.message;
  const details = decoded?.details ?? [];
  // A cancellation that is not this client's is a connection that broke off.
  const code = error.code === status.CANCELLED && details.length === 0 ? status.UNAVAILABLE : error.code;
  return new TransportFailure(statusCode(code), message, details, { cause: error });
};
