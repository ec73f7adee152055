import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A wire that is listened to. */
export interface WatchingProxy extends AsyncDisposable {
  readonly port: number;
  /** From now on it leads to this port. */
  lead(port: number): void;
  /** Calls back once, when a client has sent these bytes; they are not handed on. */
  onceSent(bytes: string, then: () => void): void;
  /** Breaks every connection that stands. */
  cut(): void;
}

export async function startWatchingProxy(to: number): Promise<WatchingProxy> {
  const sockets = new Set<Socket>();
  let target = to;
  let watched: { readonly bytes: string; readonly then: () => void } | undefined;

  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      if (watched !== undefined && chunk.includes(watched.bytes)) {
        const { then } = watched;
        watched = undefined;
        then();
      } else {
        upstream.write(chunk);
      }
    });
    upstream.on('data', (chunk: Buffer) => client.write(chunk));
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    lead(port) {
      target = port;
    },
    onceSent(bytes, then) {
      watched = { bytes, then };
    },
    cut,
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
