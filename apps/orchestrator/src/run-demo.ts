import { randomBytes } from 'node:crypto';
import { createAuthFactorClient } from '@authfactor/client';
import { grpcTransport } from '@authfactor/client/grpc';
import { createAssertionVerifier } from '@authfactor/client/verify';
import { type DemoServer, startDemoServer } from './demo-server.ts';
import { enroll } from './enroll.ts';
import { holdCall } from './hold-call.ts';
import type { Keyboard } from './keyboard.ts';
import { announceDemo, demoFolder } from './phone/running-demo.ts';
import type { Screen } from './screen.ts';
import { type Demo, playScript } from './scripted-demo.ts';
import { createScriptedPhone } from './scripted-phone.ts';
import { startStandInOkta } from './stand-in-okta.ts';
import { runAtTerminal } from './terminal-demo.ts';

export interface RunDemoOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly screen: Screen;
  /** Absent: nobody is there, and a script plays. */
  readonly keyboard: Keyboard | undefined;
  readonly output: NodeJS.WriteStream;
  /** Ends the demo. Aborted here where one of its processes ends by itself. */
  readonly stop: AbortController;
}

const CLIENT = 'demo-orchestrator';
const TENANT = 'default';
const FACTORS = 'soft-pin,totp,okta-push';

/** Brings everything up, plays, and takes everything down. Gives whether a script went as it must. */
export const runDemo = async ({ env, screen, keyboard, output, stop }: RunDemoOptions): Promise<boolean> => {
  const { signal } = stop;
  const subjectId = `demo-${randomBytes(4).toString('hex')}`;
  screen.heading('authfactor: a caller proves who they are to an AI agent');
  screen.backstage('Starting a stand-in for Okta and the server …');
  await using okta = await startStandInOkta(subjectId, env, signal);
  const { env: serverEnv, setAside } = await okta.serverEnv(env);
  if (setAside.length > 0) screen.backstage(`Your ${setAside.join(', ')} are set aside: this demo asks the stand-in.`);
  await using server = await startDemoServer({ ...serverEnv, AUTHFACTOR_FACTORS: FACTORS }, screen, signal);
  screen.backstage(`gRPC at ${server.grpcUrl}, Connect, gRPC-Web and keys at ${server.httpUrl}.`);
  screen.backstage('A stand-in for Okta runs on this machine; nothing leaves it.');
  screen.backstage(`You are ${subjectId} of tenant ${TENANT}.`);
  // Whatever is under way then must end: nobody would ever answer it.
  for (const ended of [okta.ended, server.ended]) ended.catch((fault: unknown) => stop.abort(fault));

  const { controlUrl } = okta;
  const word = { subjectId, controlUrl, pid: process.pid, startedAt: Date.now() };
  await using _announced = await announceDemo(demoFolder(env), word).catch((fault: unknown) => {
    screen.bad(`"pnpm phone" will not find this demo: ${fault instanceof Error ? fault.message : String(fault)}`);
    return undefined;
  });
  await using agent = await createAgent(server);
  const demo = createDemo(server, agent, subjectId, { screen, signal });

  if (keyboard !== undefined) {
    await runAtTerminal({ demo, screen, keyboard, output, signal });
    return true;
  }
  await using phone = createScriptedPhone(env, subjectId, screen.phone);
  const asExpected = await playScript(demo, screen, phone.type);
  screen.plain(asExpected ? DONE : '\nThe demo did not go as it must.');
  return asExpected;
};

const DONE =
  '\nDone: enrolled a PIN and an app, failed once, verified with PIN, PIN and TOTP, and a push; one push denied; locked.';

const flagsOf = (scope: string): readonly string[] => ['--scope', scope, '--tenant', TENANT, '--client', CLIENT];

/** The orchestrator's own client. */
const createAgent = async ({ grpcUrl: url, issueToken }: DemoServer) => {
  const token = await issueToken([...flagsOf('factor.verify'), '--ttl', '24h']);
  return createAuthFactorClient({ url, token, transport: grpcTransport() });
};

const createDemo = (
  server: DemoServer,
  agent: Awaited<ReturnType<typeof createAgent>>,
  subjectId: string,
  shared: { readonly screen: Screen; readonly signal: AbortSignal },
): Demo => {
  const subject = { tenantId: TENANT, subjectId };
  const jwks = new URL('/.well-known/jwks.json', server.httpUrl);
  const verifier = createAssertionVerifier({ jwks, issuer: server.issuer, audience: CLIENT });
  return {
    async enroll(factorType, person) {
      // Each enrolment needs a fresh login of the end user's own.
      const token = await server.issueToken([...flagsOf('factor.enroll'), '--subject', subjectId]);
      await using self = createAuthFactorClient({ url: server.grpcUrl, token, transport: grpcTransport() });
      return await enroll(factorType, { client: self, person, ...shared });
    },
    call: (factorTypes, person) => holdCall(factorTypes, { client: agent, verifier, person, subject, ...shared }),
  };
};
