import { once } from 'node:events';
import { mkdtemp, rename, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A mail server that keeps what it gets. */
export interface MailCatcher extends AsyncDisposable {
  readonly port: number;
  /** Holds a file with the code of each mail, under its challenge's id and under its request's. */
  readonly folder: string;
  /** How many mails have come. */
  count(): number;
  /** From now on it refuses mails, or takes them again. */
  refuse(refusing: boolean): void;
}

/** Speaks as much of SMTP (RFC 5321) as a client needs to hand over a mail on this machine. */
export async function startMailCatcher(): Promise<MailCatcher> {
  const folder = await mkdtemp(join(tmpdir(), 'mails-'));
  const sockets = new Set<Socket>();
  let mails = 0;
  let refusing = false;

  async function keep(mail: string): Promise<void> {
    mails += 1;
    const [code] = /\b\d{6}\b/.exec(mail.slice(mail.indexOf('\r\n\r\n'))) ?? [''];
    for (const pattern of [/^X-Challenge-ID: (\w+)\r$/m, /^Message-ID: <([\w-]+)@/m]) {
      const [, name] = pattern.exec(mail) ?? [];
      if (name === undefined) continue;
      // Whole or not at all: somebody may be reading.
      await writeFile(join(folder, `${name}.part`), code);
      await rename(join(folder, `${name}.part`), join(folder, name));
    }
  }

  async function talk(socket: Socket): Promise<void> {
    const say = (line: string) => socket.write(`${line}\r\n`);
    let rest = '';
    let mail: string | undefined;
    say('220 catcher');
    for await (const chunk of socket.setEncoding('utf8')) {
      rest += chunk;
      for (;;) {
        const end = rest.indexOf(mail === undefined ? '\r\n' : '\r\n.\r\n');
        if (end < 0) break;
        const text = rest.slice(0, end);
        rest = rest.slice(end + (mail === undefined ? 2 : 5));
        if (mail !== undefined) {
          await keep(`${text}\r\n`);
          mail = undefined;
          say('250 kept');
        } else if (/^QUIT/i.test(text)) {
          say('221 bye');
          socket.end();
        } else if (/^MAIL/i.test(text) && refusing) {
          say('451 not now');
        } else if (/^DATA/i.test(text)) {
          mail = '';
          say('354 go on');
        } else {
          say('250 catcher');
        }
      }
    }
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    talk(socket).catch(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    folder,
    count: () => mails,
    refuse(value) {
      refusing = value;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
