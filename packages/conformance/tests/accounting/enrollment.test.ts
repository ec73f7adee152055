import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createScriptedFactor, DAMAGED_RECORD } from '../../src/factors/index.ts';
import { accepted, contextOf, createWorkbench, reasonOf, SESSION, SUBJECT, TENANT } from './workbench.ts';

const PINS = ['481516', '234208', '151623', '420815', '162342', '815162'];
const FACTOR = 'scripted';

function setUp(options: Parameters<typeof createScriptedFactor>[0] = {}) {
  const factor = createScriptedFactor(options);
  const bench = createWorkbench(factor);
  const user = (changes = {}) =>
    contextOf({ clientId: 'portal', subject: SUBJECT, authTime: bench.clock.now(), ...changes });
  const begin = (requestId = randomUUID(), context = user()) =>
    bench.engine.enrollment.begin(context, { requestId, factorType: FACTOR, language: 'en' });
  const submit = (enrollmentId: string, text: string, requestId = randomUUID(), context = user()) =>
    bench.engine.enrollment.submit(context, {
      requestId,
      enrollmentId,
      input: { kind: 'typed', text, channel: 'text' },
    });
  const open = async () => accepted(await begin()).enrollment.enrollmentId;
  const reset = (kind: 'unlock' | 'revoke-credential' | 'disable' | 'enable', requestId = randomUUID()) =>
    bench.engine.administration.resetSubject(contextOf({ clientId: 'desk', subject: 'admin' }), {
      requestId,
      tenant: TENANT,
      subject: SUBJECT,
      factorType: FACTOR,
      kind,
      reason: 'asked',
    });
  return { ...bench, factor, user, begin, submit, open, reset };
}

describe('enrolment', () => {
  it('completes, replaces, and keeps five', async () => {
    const bench = setUp();
    for (const pin of PINS.slice(0, 5)) expect((await bench.enroll(pin)).state).toBe('completed');
    for (const pin of PINS.slice(0, 5)) {
      expect(await bench.enroll(pin)).toMatchObject({ state: 'awaiting-input', rejections: [{ rule: 'history' }] });
    }
    const account = await bench.account();
    expect(account.history.map(({ generation }) => generation)).toEqual([4, 3, 2, 1]);
    bench.clock.advance(86_400_000);
    expect((await bench.enroll(PINS[5] ?? '')).state).toBe('completed');
    expect((await bench.enroll(PINS[0] ?? '')).state).toBe('completed');
  });

  it('keeps five where the current one was removed', async () => {
    const bench = setUp();
    for (const pin of PINS.slice(0, 5)) await bench.enroll(pin);
    const removed = await bench.engine.enrollment.removeCredential(bench.user(), {
      requestId: randomUUID(),
      factorType: FACTOR,
    });
    expect(accepted(removed)).toMatchObject({ state: 'not-enrolled', credentialRevision: 0 });
    expect((await bench.account()).history).toHaveLength(5);
    for (const pin of PINS.slice(0, 5)) expect((await bench.enroll(pin)).rejections[0]?.rule).toBe('history');
  });

  it('needs a fresh login, one tenant and a person', async () => {
    const bench = setUp();
    const stale = bench.user({ authTime: bench.clock.now() - 600_001 });
    expect(reasonOf(await bench.begin(randomUUID(), stale))).toBe('FRESH_LOGIN_REQUIRED');
    expect(reasonOf(await bench.begin(randomUUID(), bench.user({ tenants: ['a', 'b'] })))).toBe('PERMISSION_DENIED');
    expect(reasonOf(await bench.begin(randomUUID(), contextOf({ authTime: bench.clock.now() })))).toBe(
      'PERMISSION_DENIED',
    );
    const id = await bench.open();
    expect(reasonOf(await bench.submit(id, PINS[0] ?? '', randomUUID(), stale))).toBe('FRESH_LOGIN_REQUIRED');
    expect(bench.memory).toBeDefined();
  });

  it('is found again by its request id, superseded by a newer one, and then closed', async () => {
    const bench = setUp();
    const requestId = randomUUID();
    const first = accepted(await bench.begin(requestId)).enrollment;
    expect(accepted(await bench.begin(requestId)).enrollment).toEqual(first);
    const known = randomUUID();
    const rejected = accepted(await bench.submit(first.enrollmentId, '12', known));
    expect(rejected.rejections).toMatchObject([{ rule: 'length' }]);
    await bench.begin();
    expect(accepted(await bench.begin(requestId)).enrollment.state).toBe('superseded');
    expect(reasonOf(await bench.submit(first.enrollmentId, PINS[0] ?? ''))).toBe('ENROLLMENT_CLOSED');
    const repeated = accepted(await bench.submit(first.enrollmentId, PINS[0] ?? '', known));
    expect(repeated).toMatchObject({ state: 'superseded', rejections: [{ rule: 'length' }] });
  });

  it('belongs to its subject and client', async () => {
    const bench = setUp();
    const id = await bench.open();
    const bob = bench.user({ subject: 'bob' });
    const other = bench.user({ clientId: 'other' });
    for (const context of [bob, other]) {
      expect(reasonOf(await bench.submit(id, PINS[0] ?? '', randomUUID(), context))).toBe('ENROLLMENT_NOT_FOUND');
      expect(reasonOf(await bench.engine.enrollment.get(context, { enrollmentId: id }))).toBe('ENROLLMENT_NOT_FOUND');
      expect(reasonOf(await bench.engine.enrollment.cancel(context, { enrollmentId: id }))).toBe(
        'ENROLLMENT_NOT_FOUND',
      );
    }
    expect(reasonOf(await bench.submit('nonsense', PINS[0] ?? ''))).toBe('ENROLLMENT_NOT_FOUND');
  });

  it('gives five compared inputs, because comparing with the history is guessing', async () => {
    const bench = setUp();
    await bench.enroll(PINS[0] ?? '');
    const id = await bench.open();
    for (let i = 1; i <= 5; i++) {
      const view = accepted(await bench.submit(id, PINS[0] ?? ''));
      expect(view.state).toBe(i < 5 ? 'awaiting-input' : 'failed');
      if (i < 5) expect(view.attemptsRemaining).toBe(5 - i);
    }
    expect(reasonOf(await bench.submit(id, PINS[1] ?? ''))).toBe('ENROLLMENT_CLOSED');
  });

  it('is begun ten times a day at most', async () => {
    const bench = setUp();
    for (let i = 0; i < 10; i++) expect(reasonOf(await bench.begin())).toBe('ok');
    expect(await bench.begin()).toMatchObject({ reason: 'RATE_LIMITED', retryAfterMs: 86_400_000 });
    bench.clock.advance(86_400_000);
    expect(reasonOf(await bench.begin())).toBe('ok');
  });

  it('ends: canceled, expired', async () => {
    const bench = setUp();
    const first = await bench.open();
    expect(accepted(await bench.engine.enrollment.cancel(bench.user(), { enrollmentId: first })).state).toBe(
      'canceled',
    );
    expect(reasonOf(await bench.submit(first, PINS[0] ?? ''))).toBe('ENROLLMENT_CLOSED');
    const second = await bench.open();
    bench.clock.advance(600_000);
    expect(reasonOf(await bench.submit(second, PINS[0] ?? ''))).toBe('ENROLLMENT_CLOSED');
    bench.clock.advance(2_000);
    expect(accepted(await bench.engine.enrollment.get(bench.user(), { enrollmentId: second })).state).toBe('expired');
  });

  it('unlocks a locked account and cancels what was open', async () => {
    const bench = setUp();
    await bench.enroll(PINS[0] ?? '');
    const open = await bench.challenge();
    const { challengeId } = await bench.challenge();
    for (const wrong of ['111111', '222222', '333333']) await bench.answer(challengeId, wrong);
    expect(reasonOf(await bench.begin())).toBe('ok');
    expect((await bench.enroll(PINS[1] ?? '')).state).toBe('completed');
    expect(reasonOf(await bench.answer(open.challengeId, PINS[0] ?? ''))).toBe('CHALLENGE_CLOSED');
    const view = await bench.engine.verification.getChallenge(contextOf(), {
      challengeId: open.challengeId,
      session: SESSION,
      waitMs: 0,
    });
    expect(accepted(view).state).toBe('canceled');
    const next = await bench.challenge();
    expect(accepted(await bench.answer(next.challengeId, PINS[1] ?? '')).outcome).toBe('verified');
  });

  it('writes nothing where the credential was changed while the history was compared', async () => {
    const bench = setUp();
    await bench.enroll(PINS[0] ?? '');
    const id = await bench.open();
    const complete = bench.factor.enrollment?.complete;
    if (bench.factor.enrollment === undefined || complete === undefined) throw new Error('The factor enrols');
    Object.assign(bench.factor.enrollment, {
      complete: async (...args: Parameters<typeof complete>) => {
        const result = await complete(...args);
        await bench.reset('revoke-credential');
        return result;
      },
    });
    expect(reasonOf(await bench.submit(id, PINS[1] ?? ''))).toBe('STALE_REVISION');
    expect((await bench.account()).credential).toBeUndefined();
  });

  it('is never blocked by a damaged old record', async () => {
    const bench = setUp();
    await bench.enroll(PINS[0] ?? '');
    await bench.tamper((account) => ({
      ...account,
      history: [{ generation: 0, record: DAMAGED_RECORD }],
      credential: { generation: 1, record: DAMAGED_RECORD, enrolledAt: 1 },
    }));
    expect((await bench.enroll(PINS[1] ?? '')).state).toBe('completed');
    expect((await bench.account()).history).toEqual([]);
    expect((await bench.events()).filter((type) => type === 'credential.damaged')).toHaveLength(2);
  });

  it('is one credential for any number of copies of one request', async () => {
    const bench = setUp();
    const id = await bench.open();
    const requestId = randomUUID();
    const outcomes = await Promise.all(PINS.map((pin) => bench.submit(id, pin, requestId)));
    expect(outcomes.map(reasonOf).filter((reason) => reason !== 'CONCURRENT_ATTEMPT').length).toBeGreaterThan(0);
    const account = await bench.account();
    expect(account.generation).toBe(1);
    expect(account.history).toEqual([]);
  });

  it('counts an input whose call died', async () => {
    const bench = setUp();
    const id = await bench.open();
    if (bench.factor.enrollment === undefined) throw new Error('The factor enrols');
    Object.assign(bench.factor.enrollment, { complete: () => Promise.reject(new Error('died')) });
    expect(accepted(await bench.submit(id, PINS[0] ?? ''))).toMatchObject({
      state: 'awaiting-input',
      attemptsRemaining: 4,
      rejections: [{ rule: 'lost' }],
    });
  });
});

describe('availability', () => {
  const set = (bench: ReturnType<typeof setUp>, changes: object) =>
    bench.engine.administration.setAvailability(contextOf({ clientId: 'desk', subject: 'admin' }), {
      tenant: TENANT,
      factorType: FACTOR,
      reason: 'maintenance',
      ...changes,
    });

  it('hides and refuses enrolment with the product’s sentence, and lets the enrolled verify', async () => {
    const bench = setUp();
    await bench.enroll(PINS[0] ?? '');
    const id = await bench.open();
    expect(accepted(await bench.engine.enrollment.getOptions(bench.user()))).toHaveLength(1);
    expect(accepted(await set(bench, { enrollmentEnabled: false }))).toMatchObject({ revision: 1, updatedBy: 'admin' });
    expect(accepted(await bench.engine.enrollment.getOptions(bench.user()))).toEqual([]);
    const sentence =
      'Scripted enrollment is not available at this time. Please contact your administrator for more details.';
    expect(await bench.begin()).toMatchObject({ reason: 'ENROLLMENT_DISABLED', message: sentence });
    expect(await bench.submit(id, PINS[1] ?? '')).toMatchObject({ reason: 'ENROLLMENT_DISABLED', message: sentence });
    const { challengeId } = await bench.challenge();
    expect(accepted(await bench.answer(challengeId, PINS[0] ?? '')).outcome).toBe('verified');
    await set(bench, { enrollmentEnabled: true });
    expect(accepted(await bench.submit(id, PINS[1] ?? '')).state).toBe('completed');
  });

  it('changes once per change, and only from the revision that was read', async () => {
    const bench = setUp();
    expect(accepted(await set(bench, { enrollmentEnabled: true, expectedRevision: 99 })).revision).toBe(0);
    expect(accepted(await set(bench, { enrollmentEnabled: false, expectedRevision: 0 })).revision).toBe(1);
    expect(accepted(await set(bench, { enrollmentEnabled: false, expectedRevision: 0 })).revision).toBe(1);
    expect(reasonOf(await set(bench, { enrollmentEnabled: true, expectedRevision: 0 }))).toBe('STALE_REVISION');
  });

  it('is seeded once by configuration, which never overrides what is stored', async () => {
    const factor = createScriptedFactor();
    const seeded = createWorkbench(factor, { seeds: [{ factorType: FACTOR, enrollmentEnabled: false }] });
    const read = (bench: ReturnType<typeof createWorkbench>) =>
      bench.engine.administration.getAvailability(contextOf(), { tenant: TENANT, factorType: FACTOR });
    expect(accepted(await read(seeded))).toMatchObject({
      enrollmentEnabled: false,
      revision: 1,
      updatedBy: 'configuration',
    });
    const reseeded = createWorkbench(factor, {
      memory: seeded.memory,
      seeds: [{ factorType: FACTOR, enrollmentEnabled: true }],
    });
    expect(accepted(await read(reseeded)).enrollmentEnabled).toBe(false);
  });
});

describe('administration', () => {
  it('unlocks, but not for a guess that is under way', async () => {
    const gates: (() => void)[] = [];
    let gated = false;
    const bench = setUp({
      compare: (honest) =>
        gated ? new Promise((done) => gates.push(() => done(honest()))) : Promise.resolve(honest()),
    });
    await bench.enroll(PINS[0] ?? '');
    const { challengeId } = await bench.challenge();
    await bench.answer(challengeId, '111111');
    await bench.answer(challengeId, '222222');
    gated = true;
    const guess = bench.answer((await bench.challenge()).challengeId, '333333');
    while (gates.length === 0) await new Promise((done) => setTimeout(done, 1));
    expect(accepted(await bench.reset('unlock')).state).toBe('active');
    expect((await bench.account()).attempts).toMatchObject({ reserved: 3, cleared: 2, recent: [{ seq: 3 }] });
    gates[0]?.();
    expect(accepted(await guess)).toMatchObject({ outcome: 'mismatched', challenge: { attemptsRemaining: 2 } });
  });

  it('does one request once, and takes its id for nothing else', async () => {
    const bench = setUp();
    await bench.enroll(PINS[0] ?? '');
    const requestId = randomUUID();
    expect(accepted(await bench.reset('disable', requestId)).state).toBe('disabled');
    expect(accepted(await bench.reset('enable')).state).toBe('active');
    expect(accepted(await bench.reset('disable', requestId)).state).toBe('active');
    expect(reasonOf(await bench.reset('enable', requestId))).toBe('REQUEST_ID_REUSED');
  });

  it('remembers a request that changed nothing, so that a late copy changes nothing either', async () => {
    const bench = setUp();
    const requestId = randomUUID();
    expect(accepted(await bench.reset('revoke-credential', requestId)).state).toBe('not-enrolled');
    await bench.enroll(PINS[0] ?? '');
    expect(accepted(await bench.reset('revoke-credential', requestId)).state).toBe('active');
  });

  it('disables: nothing begins, nothing goes on, nobody enrols', async () => {
    const bench = setUp();
    await bench.enroll(PINS[0] ?? '');
    const id = await bench.open();
    const { challengeId } = await bench.challenge();
    await bench.reset('disable');
    expect(reasonOf(await bench.begin())).toBe('SUBJECT_DISABLED');
    expect(reasonOf(await bench.submit(id, PINS[1] ?? ''))).toBe('SUBJECT_DISABLED');
    expect(reasonOf(await bench.answer(challengeId, PINS[0] ?? ''))).toBe('CHALLENGE_CLOSED');
    const challenge = await bench.engine.verification.beginChallenge(contextOf(), {
      requestId: randomUUID(),
      tenant: TENANT,
      subject: SUBJECT,
      factorType: FACTOR,
      session: SESSION,
      channels: [],
      language: '',
      purpose: '',
      origin: '',
    });
    expect(reasonOf(challenge)).toBe('SUBJECT_DISABLED');
  });

  it('says nothing happened where nothing did', async () => {
    const bench = setUp();
    await bench.enroll(PINS[0] ?? '');
    for (const kind of ['unlock', 'enable'] as const) await bench.reset(kind);
    expect(await bench.events()).toEqual(['credential.enrolled']);
    await bench.reset('revoke-credential');
    await bench.reset('revoke-credential');
    expect(await bench.events()).toEqual(['credential.enrolled', 'credential.revoked']);
  });

  it('erases: no account, no challenge, no name in the events, and one event that says so', async () => {
    const bench = setUp();
    await bench.enroll(PINS[0] ?? '');
    const { challengeId } = await bench.challenge();
    await bench.answer(challengeId, PINS[0] ?? '');
    const requestId = randomUUID();
    const erase = () =>
      bench.engine.administration.deleteSubject(contextOf({ clientId: 'desk' }), {
        requestId,
        tenant: TENANT,
        subject: SUBJECT,
        reason: 'asked',
      });
    expect(reasonOf(await erase())).toBe('ok');
    expect(reasonOf(await erase())).toBe('ok');
    await expect(bench.account()).rejects.toThrow();
    expect(reasonOf(await bench.answer(challengeId, PINS[0] ?? ''))).toBe('CHALLENGE_NOT_FOUND');
    const events = await bench.memory.listEvents({ tenant: TENANT, types: [], limit: 100 });
    expect(events.map((event) => event.type).toSorted()).toEqual([
      'challenge.begun',
      'challenge.verified',
      'credential.enrolled',
      'subject.deleted',
    ]);
    expect(events.every((event) => event.subject === '' && (event.session ?? '') === '')).toBe(true);
    expect((await bench.enroll(PINS[0] ?? '')).state).toBe('completed');
  });

  it('lists events in stable pages, and takes a page token only with its filters', async () => {
    const bench = setUp();
    for (const pin of PINS) await bench.enroll(pin);
    await bench.engine[Symbol.asyncDispose]();
    const list = (changes = {}) =>
      bench.engine.administration.listEvents(contextOf(), {
        tenant: TENANT,
        types: [],
        pageSize: 2,
        pageToken: '',
        ...changes,
      });
    expect(accepted(await list()).events).toEqual([]);
    bench.clock.advance(6_000);
    const seen: string[] = [];
    let pageToken = '';
    do {
      const page = accepted(await list({ pageToken }));
      seen.push(...page.events.map((event) => event.id));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(new Set(seen).size).toBe(PINS.length);
    const { nextPageToken } = accepted(await list());
    expect(reasonOf(await list({ pageToken: nextPageToken, types: ['credential.enrolled'] }))).toBe('INVALID_REQUEST');
    expect(reasonOf(await list({ pageToken: 'nonsense' }))).toBe('INVALID_REQUEST');
    expect(reasonOf(await list({ tenant: 'other' }))).toBe('PERMISSION_DENIED');
  });
});
