import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { NewUser } from './directory.ts';
import type { FakeOkta } from './fake-okta.ts';
import type { Fault } from './fault.ts';

export interface ControlServer extends AsyncDisposable {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
}

/**
 * The devices of a fake Okta over plain HTTP on this machine, for a second terminal:
 *
 * - `GET /pushes`: those that wait, as JSON
 * - `POST /pushes/<id>/approve`, `/deny`, `/report`, `/choose/<number>`: 204, or 404 where the push does not wait
 * - `POST /users` with `{"login": …}`, `POST /faults` with a fault: 204
 * - `GET /counts`
 */
export async function startControlServer(okta: FakeOkta, port = 0): Promise<ControlServer> {
  const server = createServer(async (request, response) => {
    try {
      const body = await control(okta, request);
      if (body === undefined) return void response.writeHead(404).end();
      if (body === '') return void response.writeHead(204).end();
      return void response.writeHead(200, { 'Content-Type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
    } catch {
      return void response.writeHead(400).end();
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Gives the body of the response; empty for none, `undefined` for what there is not. */
async function control(okta: FakeOkta, request: IncomingMessage): Promise<unknown> {
  const [, what, id = '', decision, number] = (request.url ?? '').split('/');
  if (request.method === 'GET' && what === 'pushes') return okta.pushes.pending();
  if (request.method === 'GET' && what === 'counts') return okta.counts();
  if (request.method !== 'POST') return undefined;
  if (what === 'users') {
    okta.addUser((await json(request)) as NewUser);
    return '';
  }
  if (what === 'faults') {
    okta.inject((await json(request)) as Fault);
    return '';
  }
  return what === 'pushes' && decide(okta, id, decision, Number(number)) ? '' : undefined;
}

function decide({ pushes }: FakeOkta, id: string, decision: string | undefined, number: number): boolean {
  switch (decision) {
    case 'approve':
      return pushes.approve(id);
    case 'deny':
      return pushes.deny(id);
    case 'report':
      return pushes.report(id);
    case 'choose':
      return pushes.choose(id, number);
    default:
      return false;
  }
}
