import type { Server } from 'node:net';

/** Where to listen. Port 0: any free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export interface Listener extends AsyncDisposable {
  /** Where it listens. */
  readonly address: ListenAddress;
  /**
   * Stops accepting, lets calls in flight finish, and ends them after `deadlineMs`. Gives whether all of them finished
   * by themselves. May be called again.
   */
  close(deadlineMs: number): Promise<boolean>;
}

/** Resolves once the server listens; rejects where it cannot, e.g. because the port is taken. */
export async function listen(server: Server, { host, port }: ListenAddress): Promise<ListenAddress> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  await promise;
  server.off('error', reject);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The server listens on no TCP port');
  return { host: address.address, port: address.port };
}
