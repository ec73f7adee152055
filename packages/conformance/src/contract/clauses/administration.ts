import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  AuthFactorAdminService,
  AuthFactorService,
  type Availability,
  Capability,
  EnrollmentService,
  type ListEventsResponse,
  SubmitAnswerResponse_Outcome as Outcome,
  ResetSubjectRequest_Kind as ResetKind,
  SubjectStatus_State as Status,
} from '@authfactor/proto';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { TestedClause } from '../clause.ts';
import type { Kit } from '../kit.ts';
import { accepted, must, mustEqual, refused, skip } from '../must.ts';

const { method } = AuthFactorAdminService;
const EVENTS = 3;
const PAUSE_MS = 250;
/** Fewer would make a page of two the last one. */
const MANY = 1000;

interface AvailabilityChange {
  readonly enrollmentEnabled?: boolean;
  readonly challengesEnabled?: boolean;
  readonly expectedRevision?: bigint;
}

const setAvailability = (kit: Kit, change: AvailabilityChange) =>
  kit.admin().call(method.setAvailability, {
    tenantId: kit.tenant,
    factorType: kit.factorType,
    reason: 'conformance',
    ...change,
  });

async function availabilityOf(kit: Kit): Promise<Availability> {
  const { tenant: tenantId, factorType } = kit;
  const { availability } = accepted(
    await kit.admin().call(method.getAvailability, { tenantId, factorType }),
    'GetAvailability',
  );
  must(availability !== undefined, 'GetAvailability must answer with an availability');
  return availability;
}

/** Runs `work` while a switch is off, and puts it back. */
async function whileOff(kit: Kit, off: AvailabilityChange, work: () => Promise<void>): Promise<void> {
  const before = await availabilityOf(kit);
  accepted(await setAvailability(kit, off), 'SetAvailability');
  try {
    await work();
  } finally {
    const { enrollmentEnabled, challengesEnabled } = before;
    await setAvailability(kit, { enrollmentEnabled, challengesEnabled });
  }
}

const reset = (kit: Kit, subjectId: string, kind: ResetKind, requestId: string = randomUUID()) =>
  kit.admin().call(method.resetSubject, {
    requestId,
    subject: { tenantId: kit.tenant, subjectId },
    factorType: kit.factorType,
    kind,
    reason: 'conformance',
  });

interface EventsChange {
  readonly pageSize?: number;
  readonly pageToken?: string;
  readonly factorType?: string;
}

/** Events up to now; `until` is the same for every page. */
function listEvents(kit: Kit, until: { readonly seconds: bigint; readonly nanos: number }, change: EventsChange) {
  return kit.admin().call(method.listEvents, { tenantId: kit.tenant, until, ...change });
}

/** What an administrator does; holds where the service owns its accounts. */
export const ADMINISTRATION: readonly TestedClause[] = [
  {
    id: '9.1',
    profiles: ['standalone'],
    needs: ['admin-token'],
    text: 'While challenges are switched off, begin must be refused with CHALLENGES_DISABLED from the next call on; what has begun may finish, and a repeated begin gives its challenge.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take();
      const begun = { requestId: randomUUID(), sessionId: 'conformance' };
      const opened = await kit.agent.open(subject, begun);
      await whileOff(kit, { challengesEnabled: false }, async () => {
        refused(await kit.agent.begin(subject.id), 'CHALLENGES_DISABLED', 'BeginChallenge');
        const again = accepted(await kit.agent.begin(subject.id, begun), 'A repeated begin');
        mustEqual(again.challenge?.challengeId, opened.challengeId, 'Its challenge_id');
        const answer = await kit.agent.submit(opened, await subject.right(opened.challengeId));
        mustEqual(accepted(answer, 'The right answer').outcome, Outcome.VERIFIED, 'The outcome of what had begun');
        const { factors } = accepted(
          await kit.agent.calls.call(AuthFactorService.method.listFactors, { tenantId: kit.tenant }),
          'ListFactors',
        );
        const listed = factors.find(({ factorType }) => factorType === kit.factorType);
        mustEqual(listed?.availability?.challengesEnabled, false, 'challenges_enabled in ListFactors');
      });
      await kit.agent.cancel(await kit.agent.open(subject));
    },
  },
  {
    id: '9.2',
    profiles: ['standalone'],
    needs: ['admin-token'],
    text: 'While enrolment is switched off, enrolled subjects must verify all the same; new enrolments are refused with ENROLLMENT_DISABLED, and the factor is no option.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take();
      await whileOff(kit, { enrollmentEnabled: false }, async () => {
        const opened = await kit.agent.open(subject);
        const answer = await kit.agent.submit(opened, await subject.right(opened.challengeId));
        mustEqual(
          accepted(answer, 'The right answer').outcome,
          Outcome.VERIFIED,
          'The outcome for an enrolled subject',
        );
        const here = kit.factor.capabilities.includes(Capability.ENROLL);
        if (!kit.has('enroll-token') || !here) return;
        const user = kit.calls.with(kit.token('enroll-token'));
        const { factorType } = kit;
        const begun = await user.call(EnrollmentService.method.beginEnrollment, {
          requestId: randomUUID(),
          factorType,
        });
        refused(begun, 'ENROLLMENT_DISABLED', 'BeginEnrollment');
        const { options } = accepted(
          await user.call(EnrollmentService.method.getEnrollmentOptions, {}),
          'GetEnrollmentOptions',
        );
        must(
          !options.some(({ factor }) => factor?.factorType === factorType),
          'GetEnrollmentOptions must not list the factor',
        );
      });
    },
  },
  {
    id: '9.3',
    profiles: ['standalone'],
    needs: ['admin-token'],
    text: 'A change of the switches must have a new revision and be refused with STALE_REVISION where it expects another; setting what is set succeeds without a new one.',
    async test(kit) {
      const before = await availabilityOf(kit);
      const { challengesEnabled, enrollmentEnabled, revision } = before;
      const same = accepted(
        await setAvailability(kit, { challengesEnabled, enrollmentEnabled, expectedRevision: revision + 41n }),
        'Setting what is set',
      );
      mustEqual(same.availability?.revision, revision, 'The revision after setting what is set');
      const stale = await setAvailability(kit, {
        challengesEnabled: !challengesEnabled,
        expectedRevision: revision + 41n,
      });
      refused(stale, 'STALE_REVISION', 'A change that expects another revision');
      await whileOff(kit, { challengesEnabled: !challengesEnabled, expectedRevision: revision }, async () => {
        const now = await availabilityOf(kit);
        must(now.revision > revision, 'A change must have a higher revision');
        mustEqual(now.enrollmentEnabled, enrollmentEnabled, 'enrollment_enabled, which was left out,');
        mustEqual(now.reason, 'conformance', 'reason');
        must(now.updatedBy !== '' && now.updatedAt !== undefined, 'updated_by and updated_at must be set');
      });
    },
  },
  {
    id: '9.4',
    profiles: ['standalone'],
    needs: ['admin-token'],
    text: 'UNLOCK must end a lock and forget the wrong answers behind it; an open challenge is answered then.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take(kit.lockAfter);
      const open = await kit.agent.open(subject);
      const challenges = [];
      for (let i = 0; i < kit.lockAfter; i++) challenges.push(await kit.agent.open(subject));
      for (const [i, opened] of challenges.entries())
        accepted(await kit.agent.submit(opened, subject.wrong(i)), `Wrong answer ${i + 1}`);
      refused(await kit.agent.begin(subject.id), 'SUBJECT_LOCKED', 'Beginning for a locked subject');
      const { status } = accepted(await reset(kit, subject.id, ResetKind.UNLOCK), 'UNLOCK');
      mustEqual(status?.state, Status.ACTIVE, 'The status that UNLOCK gives');
      const answer = await kit.agent.submit(open, await subject.right(open.challengeId));
      mustEqual(accepted(answer, 'The right answer').outcome, Outcome.VERIFIED, 'Its outcome');
    },
  },
  {
    id: '9.5',
    profiles: ['standalone'],
    needs: ['admin-token'],
    text: 'A disabled subject must be refused with SUBJECT_DISABLED and its open challenges CANCELED, until it is enabled; a request id does one thing once.',
    async test(kit) {
      kit.inBand();
      const subject = await kit.pool.take(0, 2);
      const open = await kit.agent.open(subject);
      const requestId = randomUUID();
      try {
        const disabled = accepted(await reset(kit, subject.id, ResetKind.DISABLE, requestId), 'DISABLE');
        mustEqual(disabled.status?.state, Status.DISABLED, 'The status');
        refused(await kit.agent.begin(subject.id), 'SUBJECT_DISABLED', 'Beginning for a disabled subject');
        const late = await kit.agent.submit(open, await subject.right(open.challengeId));
        refused(late, ['SUBJECT_DISABLED', 'CHALLENGE_CLOSED'], 'The right answer for a disabled subject');
        refused(
          await reset(kit, subject.id, ResetKind.ENABLE, requestId),
          'REQUEST_ID_REUSED',
          'ENABLE with the request id of DISABLE',
        );
      } finally {
        await reset(kit, subject.id, ResetKind.ENABLE);
      }
      const again = accepted(await reset(kit, subject.id, ResetKind.DISABLE, requestId), 'DISABLE, repeated');
      mustEqual(again.status?.state, Status.ACTIVE, 'The status after a repetition, which does nothing,');
      const opened = await kit.agent.open(subject);
      const answer = await kit.agent.submit(opened, await subject.right(opened.challengeId));
      mustEqual(accepted(answer, 'The right answer of an enabled subject').outcome, Outcome.VERIFIED, 'Its outcome');
    },
  },
  {
    id: '9.6',
    profiles: ['standalone'],
    needs: ['admin-token'],
    text: 'The pages of ListEvents together must be the list: each event once, by recorded_at then event_id, whatever the size of a page.',
    async test(kit) {
      const until = { seconds: BigInt(Math.floor(Date.now() / 1000) + 86_400), nanos: 0 };
      const whole = await waitForEvents(kit, until);
      const fixed = whole.events.at(-1)?.recordedAt ?? until;
      const all = accepted(await listEvents(kit, fixed, { pageSize: MANY }), 'ListEvents').events;
      if (all.length < 2) return skip('the events were all recorded at one time');
      const paged: typeof all = [];
      const pageSize = Math.max(1, Math.floor(all.length / 5));
      for (let pageToken = ''; ; ) {
        const page = accepted(await listEvents(kit, fixed, { pageSize, pageToken }), 'ListEvents');
        must(
          page.events.length <= pageSize,
          `A page of at most ${pageSize} events must not hold ${page.events.length}`,
        );
        paged.push(...page.events);
        must(paged.length <= all.length, 'The pages must not hold more events than the list');
        pageToken = page.nextPageToken;
        if (pageToken === '') break;
      }
      mustEqual(
        paged.map(({ eventId }) => eventId),
        all.map(({ eventId }) => eventId),
        'The event ids of all pages',
      );
      const keys = all.map(
        ({ recordedAt, eventId }) => [recordedAt === undefined ? 0 : timestampMs(recordedAt), eventId] as const,
      );
      const sorted = keys.toSorted(([a, x], [b, y]) => a - b || (x < y ? -1 : 1));
      mustEqual(keys, sorted, 'The order of the events');
      return undefined;
    },
  },
  {
    id: '9.7',
    profiles: ['standalone'],
    needs: ['admin-token'],
    text: 'A page token with other filters, or one that was made up, and a page size over 1000 must be refused with INVALID_REQUEST.',
    async test(kit) {
      const until = { seconds: BigInt(Math.floor(Date.now() / 1000) + 86_400), nanos: 0 };
      await waitForEvents(kit, until);
      const page = accepted(await listEvents(kit, until, { pageSize: 1 }), 'ListEvents');
      must(page.nextPageToken !== '', 'A page of one of several events must have a next_page_token');
      const other = { pageSize: 1, pageToken: page.nextPageToken, factorType: kit.factorType };
      refused(await listEvents(kit, until, other), 'INVALID_REQUEST', 'A page token with another filter');
      refused(
        await listEvents(kit, until, { pageToken: 'made-up' }),
        'INVALID_REQUEST',
        'A page token that was made up',
      );
      refused(await listEvents(kit, until, { pageSize: 1001 }), 'INVALID_REQUEST', 'A page size of 1001');
    },
  },
];

/** Some events; they enter the list a few seconds after they happened. */
async function waitForEvents(
  kit: Kit,
  until: { readonly seconds: bigint; readonly nanos: number },
): Promise<ListEventsResponse> {
  for (const end = performance.now() + kit.patienceMs; ; ) {
    const page = accepted(await listEvents(kit, until, { pageSize: MANY }), 'ListEvents');
    if (page.events.length >= EVENTS) return page;
    if (performance.now() > end) return skip(`fewer than ${EVENTS} events were listed within --patience`);
    await delay(PAUSE_MS);
  }
}
