import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A network between the store and its database that breaks when told to. */
export interface TcpProxy extends AsyncDisposable {
  /** Of the database, by way of the proxy. */
  readonly uri: string;
  /** Breaks every connection. New ones are as `refuse`, `blackHole` and `heal` say. */
  cut(): void;
  /** Breaks every connection and takes no new one. */
  refuse(): void;
  /** Nothing gets through any more, on connections that stay open and on new ones. */
  blackHole(): void;
  /** Holds everything back for so long. */
  delay(ms: number): void;
  /** The server says that it is no member of a replica set, as one does that was restarted alone. */
  leaveReplicaSet(): void;
  heal(): void;
}

/**
 * Stands in front of the server at 127.0.0.1:`port`. The server tells drivers its own address; the proxy's, which is as
 * long, is put in its place.
 */
export async function startTcpProxy(uri: string, port: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let mode: 'pass' | 'refuse' | 'black-hole' = 'pass';
  let delayMs = 0;
  let own = '';
  let isMember = true;
  const real = `127.0.0.1:${port}`;

  function forward(from: Socket, to: Socket, change: (chunk: Buffer) => Buffer): void {
    sockets.add(from);
    from.on('data', (chunk: Buffer) => {
      if (mode !== 'pass') return;
      const pass = (): void => {
        if (mode === 'pass' && !to.destroyed) to.write(change(chunk));
      };
      if (delayMs === 0) pass();
      else setTimeout(pass, delayMs);
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      if (mode === 'pass') to.destroy();
    });
  }

  const proxy = createServer((client) => {
    if (mode === 'refuse') {
      client.destroy();
      return;
    }
    const server = connect(port, '127.0.0.1');
    forward(client, server, (chunk) => chunk);
    forward(server, client, (chunk) => {
      if (!chunk.includes(real)) return chunk;
      const text = chunk.toString('latin1').replaceAll(real, own);
      return Buffer.from(isMember ? text : text.replaceAll('setName', 'notName'), 'latin1');
    });
  });
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };

  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
  own = `127.0.0.1:${address.port}`;
  if (own.length !== real.length) throw new Error('The two ports have different lengths: try again');

  return {
    uri: uri.replace(real, own),
    cut,
    refuse() {
      mode = 'refuse';
      cut();
    },
    blackHole() {
      mode = 'black-hole';
    },
    delay(ms) {
      delayMs = ms;
    },
    leaveReplicaSet() {
      isMember = false;
      cut();
    },
    heal() {
      mode = 'pass';
      isMember = true;
      delayMs = 0;
      // What is lost in a black hole is lost: a stream with a gap cannot go on.
      cut();
    },
    async [Symbol.asyncDispose]() {
      mode = 'refuse';
      cut();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
