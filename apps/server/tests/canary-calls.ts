import { randomUUID } from 'node:crypto';
import {
  AuthFactorAdminService,
  AuthFactorService,
  Channel,
  EnrollmentService,
  type InputSchema,
  ResetSubjectRequest_Kind as ResetKind,
} from '@authfactor/proto';
import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { toJson } from '@bufbuild/protobuf';
import { SESSION, TENANT } from './actors.ts';
import { CANARIES, fullWidth, inWords, spaced } from './canaries.ts';
import { connectRaw, type RawCallOptions } from './raw-grpc.ts';
import { type RightRequest, rightRequests, type TokenKind } from './right-requests.ts';
import type { RunningTestServer } from './running-server.ts';

type Input = MessageInitShape<typeof InputSchema>;

/** Makes calls with known digits, and keeps what comes back. */
export interface CanaryCaller extends Disposable {
  /** All that was answered: messages without what is secret in them, errors with all their details, bodies and headers. */
  readonly heard: string[];
  /** Of the tokens that were sent and the assertions that were received. */
  readonly secrets: Set<string>;
  /** The provisioning URIs that were received. */
  readonly uris: Set<string>;
  /** The match codes that were received. */
  readonly matchCodes: Set<string>;
  readonly tokens: Readonly<Record<TokenKind, string>>;
  /** Gives the answer, `undefined` for an error. */
  call<I extends DescMessage, O extends DescMessage>(
    kind: TokenKind,
    method: DescMethodUnary<I, O>,
    init: MessageInitShape<I>,
    options?: RawCallOptions,
  ): Promise<MessageShape<O> | undefined>;
  send(method: DescMethodUnary, bytes: Uint8Array, options?: RawCallOptions): Promise<void>;
  fetch(path: string, init: RequestInit): Promise<void>;
}

export async function connectCanaries(server: RunningTestServer, subject: string): Promise<CanaryCaller> {
  const raw = connectRaw(server.grpcUrl);
  const tokens = {
    verify: await server.token({ scopes: ['factor.verify'], client: 'canary-agent' }),
    enroll: await server.token({ scopes: ['factor.enroll'], subject, client: 'canary-portal' }),
    admin: await server.token({ scopes: ['factor.admin'], client: 'canary-console' }),
  };
  const heard: string[] = [];
  const secrets = new Set<string>(Object.values(tokens));
  const uris = new Set<string>();
  const matchCodes = new Set<string>();
  // Where they are meant to be. Anywhere else they have leaked.
  const meant = [
    ['assertion', secrets],
    ['provisioningUri', uris],
    ['matchCode', matchCodes],
  ] as const;

  const hear = <O extends DescMessage>(output: O, answer: Awaited<ReturnType<typeof raw.send<O>>>) => {
    if (answer.kind === 'error') {
      heard.push(answer.error.message, answer.error.raw, JSON.stringify(answer.error.metadata));
      return undefined;
    }
    const json = JSON.stringify(toJson(output, answer.message), (name, value) => {
      const set = meant.find(([secret]) => secret === name)?.[1];
      if (set === undefined) return value;
      if (value !== '') set.add(String(value));
      return undefined;
    });
    heard.push(json);
    return answer.message;
  };

  return {
    heard,
    secrets,
    uris,
    matchCodes,
    tokens,
    call: async (kind, method, init, options) =>
      hear(method.output, await raw.call(method, init, { token: tokens[kind], ...options })),
    async send({ parent, name, output }, bytes, options) {
      hear(output, await raw.send({ path: `/${parent.typeName}/${name}`, output }, bytes, options));
    },
    async fetch(path, init) {
      const response = await fetch(new URL(path, server.httpUrl), init);
      heard.push(JSON.stringify([...response.headers]), await response.text());
    },
    [Symbol.dispose]: () => raw[Symbol.dispose](),
  };
}

export const typed = (text: string, channel: Channel = Channel.KEYPAD): Input => ({
  value: { case: 'typed', value: { text, channel } },
});

/** Said, with what else the recogniser understood. */
export const said = (digits: string): Input => ({
  value: {
    case: 'speech',
    value: {
      transcript: `my pin is ${inWords(digits)}`,
      languageCode: 'en',
      confidence: 0.8,
      alternatives: [
        { transcript: digits, confidence: 0.5 },
        { transcript: spaced(digits) },
        { transcript: `no, ${inWords(digits)} ${digits}` },
      ],
    },
  },
});

/** Begins an enrolment and hands over these inputs, one after the other. */
export async function enrollWith(
  caller: CanaryCaller,
  inputs: readonly (readonly [input: Input, confirmation?: Input])[],
  factorType = 'soft-pin',
): Promise<string> {
  const { beginEnrollment, submitEnrollmentInput } = EnrollmentService.method;
  const begun = await caller.call('enroll', beginEnrollment, { requestId: randomUUID(), factorType });
  const enrollmentId = begun?.enrollment?.enrollmentId ?? 'none';
  for (const [input, confirmation] of inputs) {
    const request = { requestId: randomUUID(), enrollmentId, input, ...(confirmation && { confirmation }) };
    await caller.call('enroll', submitEnrollmentInput, request);
  }
  return enrollmentId;
}

/** Begins a challenge and gives these answers to it, one after the other. */
export async function answerWith(
  caller: CanaryCaller,
  subjectId: string,
  inputs: readonly Input[],
  { factorType = 'soft-pin', timeoutMs }: { readonly factorType?: string; readonly timeoutMs?: number } = {},
): Promise<string> {
  const { beginChallenge, submitAnswer, getChallenge } = AuthFactorService.method;
  const begun = await caller.call('verify', beginChallenge, {
    requestId: randomUUID(),
    subject: { tenantId: TENANT, subjectId },
    factorType,
    sessionId: SESSION,
  });
  const challengeId = begun?.challenge?.challengeId ?? 'none';
  for (const input of inputs) {
    const request = { requestId: randomUUID(), challengeId, sessionId: SESSION, input };
    await caller.call('verify', submitAnswer, request, timeoutMs === undefined ? {} : { timeoutMs });
    // The same id once more, with other digits.
    if (timeoutMs === undefined)
      await caller.call('verify', submitAnswer, { ...request, input: typed(CANARIES.wrong) });
  }
  await caller.call('verify', getChallenge, { challengeId, sessionId: SESSION });
  return challengeId;
}

/** Everything that a subject, an agent and an administrator do, with all that may come of it. */
export async function liveWithCanaries(caller: CanaryCaller, subjectId: string): Promise<void> {
  const { right, wrong, spoken, confirmation, weak, long } = CANARIES;
  const subject = { tenantId: TENANT, subjectId };
  const factorType = 'soft-pin';
  const { getEnrollmentOptions, getEnrollment, cancelEnrollment, removeCredential } = EnrollmentService.method;
  const { listFactors, getSubjectStatus, cancelChallenge } = AuthFactorService.method;
  const admin = AuthFactorAdminService.method;
  const reset = (kind: ResetKind) =>
    caller.call('admin', admin.resetSubject, { requestId: randomUUID(), subject, factorType, kind, reason: 'a test' });

  await caller.call('enroll', getEnrollmentOptions, {});
  await caller.call('verify', listFactors, { tenantId: TENANT });
  await answerWith(caller, subjectId, [typed(right)]);
  const first = await enrollWith(caller, [
    [typed(weak), typed(weak)],
    [typed(right), typed(confirmation)],
    [typed(long), typed(long)],
    [typed(`no ${right} or ${wrong}`, Channel.TEXT), typed(right)],
    [typed(right)],
    [typed(spaced(right), Channel.TEXT), typed(fullWidth(right), Channel.TEXT)],
    [typed(right), typed(right)],
  ]);
  await caller.call('enroll', getEnrollment, { enrollmentId: first });
  const second = await enrollWith(caller, [
    [said(right), said(right)],
    [said(right), said(spoken)],
    [typed(inWords(right), Channel.TEXT), typed(right)],
  ]);
  await caller.call('enroll', cancelEnrollment, { enrollmentId: second });

  const canceled = await answerWith(caller, subjectId, []);
  await caller.call('verify', cancelChallenge, { challengeId: canceled, sessionId: SESSION });
  // Each ends with the right one, or three wrong ones would lock.
  for (const inputs of [
    [typed(wrong), typed(spaced(wrong)), typed(right)],
    [typed(inWords(wrong), Channel.TEXT), typed(`${wrong}?`, Channel.TEXT), typed(right)],
    [typed(wrong, Channel.OUT_OF_BAND), typed(long), said(spoken), typed(right)],
    [said(right)],
    [typed(fullWidth(right), Channel.TEXT)],
    [typed(spaced(right), Channel.TEXT)],
  ]) {
    await answerWith(caller, subjectId, inputs);
  }
  await answerWith(caller, subjectId, [typed(right)], { timeoutMs: 20 });

  // Three wrong answers lock; the right one is refused then, and when the subject is disabled.
  await reset(ResetKind.UNLOCK);
  await answerWith(caller, subjectId, [typed(wrong), typed(spaced(wrong)), typed(wrong), typed(right)]);
  await answerWith(caller, subjectId, [typed(right)]);
  await caller.call('verify', getSubjectStatus, { subject });
  await reset(ResetKind.UNLOCK);
  await reset(ResetKind.DISABLE);
  await answerWith(caller, subjectId, [typed(right)]);
  await reset(ResetKind.ENABLE);

  const availability = { tenantId: TENANT, factorType };
  await caller.call('admin', admin.getSubjectStatus, { subject });
  await caller.call('admin', admin.setAvailability, { ...availability, enrollmentEnabled: false, reason: 'a test' });
  await enrollWith(caller, [[typed(right), typed(right)]]);
  await caller.call('admin', admin.setAvailability, { ...availability, enrollmentEnabled: true });
  await caller.call('admin', admin.getAvailability, availability);
  await caller.call('admin', admin.listEvents, { tenantId: TENANT });
  await caller.call('enroll', removeCredential, { requestId: randomUUID(), factorType });
  await enrollWith(caller, [[typed('271828'), typed('271828')]]);
  const stranger = { tenantId: TENANT, subjectId: 'somebody else' };
  await caller.call('admin', admin.deleteSubject, { requestId: randomUUID(), subject: stranger });
}

/** Requests that are none, or not this caller's to make, with digits in them, to every RPC. */
export async function malformWithCanaries(caller: CanaryCaller, subjectId: string): Promise<void> {
  const { malformed: pin } = CANARIES;
  const names = { tenantId: TENANT, subjectId, sessionId: SESSION, challengeId: 'none', enrollmentId: 'soft-pin.none' };
  const all: readonly RightRequest[] = rightRequests(names);
  const post = (method: DescMethodUnary, body: string, headers: Record<string, string>) =>
    caller.fetch(`/${method.parent.typeName}/${method.name}`, { method: 'POST', body, headers });
  const json = { 'content-type': 'application/json' };

  for (const [method, kind, request] of all) {
    const authorization = `Bearer ${caller.tokens[kind]}`;
    const bodies = [
      { ...request, pin },
      ...[
        pin,
        Number(pin),
        { typed: pin },
        { typed: { text: Number(pin) } },
        { typed: { text: [pin] } },
        { typed: { text: pin, channel: pin } },
        { typed: { text: pin }, speech: { transcript: pin } },
        { typed: { text: `${pin}\ud800` } },
        { typed: { text: `${spaced(pin)} `.repeat(100), channel: 'CHANNEL_KEYPAD' } },
        { speech: { transcript: inWords(pin), confidence: 7 } },
        { speech: { transcript: pin, alternatives: Array.from({ length: 11 }, () => ({ transcript: pin })) } },
      ].map((input) => ({ ...request, input, confirmation: input })),
    ];
    for (const body of bodies) await post(method, JSON.stringify(body), { ...json, authorization });
    const whole = JSON.stringify({ ...request, input: { typed: { text: pin } } });
    await post(method, whole.slice(0, -2), { ...json, authorization });
    await post(method, whole.replace(`"${pin}"`, pin.replace(/^/, 'x')), { ...json, authorization });
    await post(method, `${whole}${`"${pin}"`.repeat(3_000)}`, { ...json, authorization });
    await post(method, whole, { 'content-type': `application/${pin}`, authorization });
    await post(method, whole, { ...json, authorization, 'connect-timeout-ms': `x${pin}` });
    await post(method, whole, { ...json, authorization, 'content-encoding': pin });

    // Whoever asks has no right to: no token, a spoilt one, one for something else.
    const other = caller.tokens[kind === 'verify' ? 'enroll' : 'verify'];
    const spoilt = `Bearer ${caller.tokens[kind].slice(0, -4)}AAAA`;
    for (const bad of ['', `Basic ${pin}`, `Bearer ${pin}`, `Bearer ${pin} ${pin}`, spoilt, `Bearer ${other}`]) {
      await post(method, whole, { ...json, ...(bad === '' ? {} : { authorization: bad }) });
    }

    const token = caller.tokens[kind];
    await caller.send(method, Buffer.from(pin), { token });
    await caller.send(method, Buffer.concat([Buffer.of(0x7a, 0x06), Buffer.from(pin)]), { token });
    await caller.send(method, Buffer.concat([Buffer.of(0x0a, 0x07), Buffer.from(pin), Buffer.of(0xff)]), { token });
    await caller.send(method, Buffer.concat([Buffer.of(0x0a, 0x7f), Buffer.from(pin)]), { token });
    await caller.send(method, Buffer.from(pin.repeat(4_000)), { token });
    await caller.send(method, Buffer.alloc(0), { token: other });
    await caller.send(method, Buffer.from(pin), { token: pin });
  }
  await caller.fetch(`/authfactor.v1.AuthFactorService/${pin}`, { method: 'POST', body: pin });
  await caller.fetch(`/${pin}?pin=${pin}`, { method: 'GET' });
  await caller.fetch(`/authfactor.v1.AuthFactorService/ListFactors?message=${pin}`, { method: 'GET' });
}
