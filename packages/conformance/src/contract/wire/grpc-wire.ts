import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import { readStatus } from './read-status.ts';
import { localError, type Target, type Wire } from './wire.ts';

/** gRPC over HTTP/2, with grpc-js. */
export function createGrpcWire({ host, port, tls, ca }: Target): Wire {
  const roots = ca === undefined ? undefined : Buffer.from(ca);
  const client = new Client(
    `${host}:${port}`,
    tls ? credentials.createSsl(roots) : credentials.createInsecure(),
    // Every repetition in the suite is on purpose.
    { 'grpc.enable_retries': 0, 'grpc.use_local_subchannel_pool': 1 },
  );
  return {
    send({ path, body, token, timeoutMs, signal }) {
      const metadata = new Metadata();
      if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
      if (timeoutMs !== undefined) metadata.set('grpc-timeout', `${timeoutMs}m`);
      return new Promise((resolve) => {
        if (signal.aborted) return resolve(localError('CANCELLED', 'The suite gave the call up'));
        const call = client.makeUnaryRequest(
          path,
          (request: Uint8Array) => Buffer.from(request),
          (answer) => new Uint8Array(answer),
          body,
          metadata,
          (error, answer) => {
            signal.removeEventListener('abort', cancel);
            if (error === null) return resolve({ kind: 'ok', body: answer ?? new Uint8Array() });
            if (signal.aborted) return resolve(localError('CANCELLED', 'The suite gave the call up'));
            // Without any trailer nobody answered.
            if (error.code === status.UNAVAILABLE && Object.keys(error.metadata?.getMap() ?? {}).length === 0) {
              return resolve(localError('UNAVAILABLE', error.details));
            }
            const [trailer] = error.metadata?.get('grpc-status-details-bin') ?? [];
            const details = trailer instanceof Buffer ? new Uint8Array(trailer) : undefined;
            return resolve({ kind: 'error', error: readStatus(error.code, error.details, details) });
          },
        );
        const cancel = () => call.cancel();
        signal.addEventListener('abort', cancel, { once: true });
        return undefined;
      });
    },
    [Symbol.dispose]: () => client.close(),
  };
}
