import { fileURLToPath } from 'node:url';
import {
  ENGINE_TOKEN,
  type ExampleProcess,
  OTHER_TOKEN,
  startGoExample,
  startPythonExample,
} from './example-process.ts';
import { startMailCatcher } from './mail-catcher.ts';
import { startServerWithRemote } from './remote-server.ts';
import { type KitRun, runKit } from './run-kit.ts';
import type { PythonSetup } from './set-up.ts';

/** What became of an example in the kit. */
export interface ExampleKitRun {
  readonly code: number;
  readonly output: string;
  /** Of the example itself where it is called directly (`plugin`), else of the server in front of it. */
  readonly logs: string;
}

const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'];

/** Runs the kit on the Python example: directly as `plugin`, or behind a server as `standalone`. */
export async function runPythonKit(setup: PythonSetup, profile: KitRun['profile']): Promise<ExampleKitRun> {
  // What does not lock needs no more than two.
  const people = profile === 'plugin' ? PEOPLE.slice(0, 2) : PEOPLE;
  const question = { question: 'What was the name of your first school?', answer: 'Blue Heron' };
  const enrolled = people.map((subject) => ({ subject, ...question }));
  await using example = await startPythonExample(setup, enrolled, { tenant: 'default' });
  return await runOn(example, 'security-questions', profile, {
    tenant: 'default',
    subjects: people.map((id) => ({ id, right: 'blue heron!' })),
    wrong: ['Green Lake', 'Red Barn'],
    unusable: [{ text: '...', says: 'NO_DIGITS' }, { text: '' }, { text: 'x'.repeat(101), says: 'TOO_MANY' }],
    otherTenant: 'other',
  });
}

/** As `runPythonKit`, on the Go example, with a mail server that catches its codes. */
export async function runGoKit(program: string, profile: KitRun['profile']): Promise<ExampleKitRun> {
  const addresses = Object.fromEntries(PEOPLE.map((person) => [person, `${person}@example.test`]));
  const reader = fileURLToPath(new URL('./read-code.ts', import.meta.url));
  await using mails = await startMailCatcher();
  await using example = await startGoExample(program, { subjects: { default: addresses }, smtpPort: mails.port });
  const command = [process.execPath, reader, mails.folder, '{challenge}'];
  const answers = {
    tenant: 'default',
    subjects: PEOPLE.map((id) => ({ id, right: { command } })),
    wrong: ['000000', '999999'],
    unusable: [{ text: '12345', says: 'TOO_FEW' }, { text: '1234567', says: 'TOO_MANY' }, { text: '' }],
    otherTenant: 'other',
  };
  const input = { kind: 'digits', minLength: 6, maxLength: 6 };
  return await runOn(example, 'email-otp', profile, answers, { input });
}

async function runOn(
  example: ExampleProcess,
  factorType: string,
  profile: KitRun['profile'],
  answers: object,
  settings: object = {},
): Promise<ExampleKitRun> {
  const run = { factorType, profile, answers };
  if (profile === 'plugin') {
    const tokens = { token: ENGINE_TOKEN, 'other-client-token': OTHER_TOKEN };
    const result = await runKit({ ...run, target: `127.0.0.1:${example.port}`, tokens });
    return { ...result, logs: example.logs() };
  }
  await using server = await startServerWithRemote(factorType, example.port, settings);
  const tokens = {
    token: await server.token({ scopes: ['factor.verify'] }),
    'other-client-token': await server.token({ scopes: ['factor.verify'], client: 'other' }),
    'other-tenant-token': await server.token({ scopes: ['factor.verify'], tenants: ['other'] }),
    'admin-token': await server.token({ scopes: ['factor.admin'] }),
  };
  const result = await runKit({ ...run, target: new URL(server.grpcUrl).host, tokens });
  return { ...result, logs: server.logs() };
}
