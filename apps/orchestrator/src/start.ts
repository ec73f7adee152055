import { randomBytes } from 'node:crypto';
import { createAuthFactorClient } from '@authfactor/client';
import { grpcTransport } from '@authfactor/client/grpc';
import { createAssertionVerifier } from '@authfactor/client/verify';
import { call } from './call.ts';
import { startDemoServer } from './demo-server.ts';
import { enroll } from './enroll.ts';
import { createKeyboard } from './keyboard.ts';
import { createScreen } from './screen.ts';
import { type Demo, playScript } from './scripted-demo.ts';
import { runAtTerminal } from './terminal-demo.ts';

const CLIENT = 'demo-orchestrator';
const TENANT = 'default';

const stop = new AbortController();
const stopped = new Error('Stopped');
const interrupt = () => stop.abort(stopped);
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
process.on('SIGHUP', interrupt);

const screen = createScreen(process.stdout);
const keyboard = process.stdin.isTTY ? createKeyboard(process.stdin, interrupt) : undefined;
try {
  process.exitCode = (await runDemo()) ? 0 : 1;
} catch (error) {
  if (stop.signal.aborted) {
    screen.plain('\nStopped.');
  } else {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
} finally {
  keyboard?.[Symbol.dispose]();
}

async function runDemo(): Promise<boolean> {
  const subject = { tenantId: TENANT, subjectId: `demo-${randomBytes(4).toString('hex')}` };
  screen.heading('authfactor: a caller proves who they are to an AI agent');
  screen.backstage('Starting the server …');
  await using server = await startDemoServer(process.env, screen, stop.signal);
  screen.backstage(`gRPC at ${server.grpcUrl}, Connect, gRPC-Web and keys at ${server.httpUrl}.`);

  const flags = ['--tenant', TENANT, '--client', CLIENT];
  const agentToken = await server.issueToken(['--scope', 'factor.verify', '--ttl', '24h', ...flags]);
  // Each enrolment needs a fresh login.
  const logIn = () => server.issueToken(['--scope', 'factor.enroll', '--subject', subject.subjectId, ...flags]);
  const url = server.grpcUrl;
  await using agent = createAuthFactorClient({ url, token: agentToken, transport: grpcTransport() });
  await using self = createAuthFactorClient({ url, token: logIn, transport: grpcTransport() });
  const verifier = createAssertionVerifier({
    jwks: new URL('/.well-known/jwks.json', server.httpUrl),
    issuer: server.issuer,
    audience: CLIENT,
  });
  screen.backstage(`You are ${subject.subjectId} of tenant ${subject.tenantId}.`);

  const shared = { screen, signal: stop.signal };
  const demo: Demo = {
    enroll: (person) => enroll({ client: self, person, ...shared }),
    call: (person) => call({ client: agent, verifier, person, subject, ...shared }),
  };
  return await Promise.race([server.ended, play(demo)]);
}

async function play(demo: Demo): Promise<boolean> {
  if (keyboard === undefined) {
    const asExpected = await playScript(demo, screen);
    screen.plain(asExpected ? '\nDone: enrolled, failed once, verified, locked.' : '\nThe demo did not go as it must.');
    return asExpected;
  }
  await runAtTerminal({ demo, screen, keyboard, output: process.stdout, signal: stop.signal });
  return true;
}
