import { randomUUID } from 'node:crypto';
import {
  AuthFactorService,
  Capability,
  Challenge_State as ChallengeState,
  EnrollmentService,
  SubmitAnswerResponse_Outcome as Outcome,
  Enrollment_State as State,
  SubjectStatus_State as Status,
} from '@authfactor/proto';
import type { EnrollmentRight } from '../answers-file.ts';
import type { Calls } from '../calls.ts';
import type { TestedClause } from '../clause.ts';
import { inputOf } from '../input.ts';
import type { Kit } from '../kit.ts';
import { accepted, must, mustEqual, refused, skip } from '../must.ts';
import { readProvisioningUri } from '../read-provisioning-uri.ts';
import { createTotpCodes } from '../totp-codes.ts';

const { method } = EnrollmentService;

const userOf = (kit: Kit): Calls => kit.calls.with(kit.token('enroll-token'));

/** Skips the clause where the factor does not enrol here. */
function enrolls(kit: Kit): NonNullable<Kit['answers']['enrollment']> {
  if (!kit.factor.capabilities.includes(Capability.ENROLL)) skip('the factor does not declare CAPABILITY_ENROLL');
  return kit.answers.enrollment ?? skip('the answers file has no "enrollment"');
}

async function begin(kit: Kit, requestId: string = randomUUID()) {
  const begun = await userOf(kit).call(method.beginEnrollment, { requestId, factorType: kit.factorType });
  const { enrollment, provisioningUri } = accepted(begun, 'BeginEnrollment');
  must(enrollment !== undefined, 'BeginEnrollment must answer with an enrolment');
  return { ...enrollment, provisioningUri };
}

/** Gives what is right for an enrolment, and for the credential that it makes: of one-time codes another one each time. */
function rightAnswers(right: EnrollmentRight, provisioningUri: string): () => string {
  if (typeof right === 'string') return () => right;
  const codes = createTotpCodes(readProvisioningUri(provisioningUri), Date.now);
  return () => codes.next() ?? skip('the one-time codes of the enrolment are used up');
}

/** Gives an input, twice where the prompt asks for that. */
function submit(
  kit: Kit,
  enrollmentId: string,
  text: string,
  confirm: boolean,
  requestId: string = randomUUID(),
  again = text,
) {
  const input = inputOf(text, kit.channel);
  const confirmation = inputOf(again, kit.channel);
  return userOf(kit).call(method.submitEnrollmentInput, {
    requestId,
    enrollmentId,
    input,
    ...(confirm ? { confirmation } : {}),
  });
}

/** How users enrol; holds where the service owns its accounts. */
export const ENROLLMENT: readonly TestedClause[] = [
  {
    id: '10.1',
    profiles: ['standalone'],
    needs: ['enroll-token'],
    text: 'A factor that does not declare CAPABILITY_ENROLL must refuse BeginEnrollment with CAPABILITY_UNSUPPORTED; one that declares it begins.',
    async test(kit) {
      const { factorType, factor } = kit;
      const begun = await userOf(kit).call(method.beginEnrollment, { requestId: randomUUID(), factorType });
      if (!factor.capabilities.includes(Capability.ENROLL)) {
        refused(begun, 'CAPABILITY_UNSUPPORTED', 'BeginEnrollment');
        return;
      }
      const { enrollment } = accepted(begun, 'BeginEnrollment');
      mustEqual(enrollment?.state, State.AWAITING_INPUT, 'The state');
      must(enrollment?.prompt?.input !== undefined, 'The prompt must say what the input has to look like');
      const { options } = accepted(await userOf(kit).call(method.getEnrollmentOptions, {}), 'GetEnrollmentOptions');
      must(
        options.some((option) => option.factor?.factorType === factorType),
        'GetEnrollmentOptions must list the factor',
      );
    },
  },
  {
    id: '10.2',
    profiles: ['standalone'],
    needs: ['enroll-token'],
    text: 'A repeated begin must give the same enrolment; another one supersedes it, and what has ended takes no input but ENROLLMENT_CLOSED.',
    async test(kit) {
      const { right } = enrolls(kit);
      const requestId = randomUUID();
      const first = await begin(kit, requestId);
      mustEqual(
        (await begin(kit, requestId)).enrollmentId,
        first.enrollmentId,
        'The enrollment_id of a repeated begin',
      );
      const second = await begin(kit);
      const user = userOf(kit);
      const stateOf = async (enrollmentId: string) =>
        accepted(await user.call(method.getEnrollment, { enrollmentId }), 'GetEnrollment').enrollment?.state;
      mustEqual(await stateOf(first.enrollmentId), State.SUPERSEDED, 'The state of the first one');
      const confirm = first.prompt?.input?.confirm === true;
      refused(
        await submit(kit, first.enrollmentId, rightAnswers(right, first.provisioningUri)(), confirm),
        'ENROLLMENT_CLOSED',
        'An input to a superseded enrolment',
      );
      const { enrollmentId } = second;
      accepted(await user.call(method.cancelEnrollment, { enrollmentId }), 'CancelEnrollment');
      mustEqual(await stateOf(enrollmentId), State.CANCELED, 'The state of one that was given up');
      refused(
        await submit(kit, enrollmentId, rightAnswers(right, second.provisioningUri)(), confirm),
        'ENROLLMENT_CLOSED',
        'An input to an enrolment that was given up',
      );
      const unknown = { enrollmentId: `${kit.factorType}.conformance` };
      refused(await user.call(method.getEnrollment, unknown), 'ENROLLMENT_NOT_FOUND', 'GetEnrollment of an unknown id');
    },
  },
  {
    id: '10.3',
    profiles: ['standalone'],
    needs: ['enroll-token'],
    text: 'A refused input must be told by its rule, leave the enrolment open, and cost the user at most one input; a missing confirmation is INVALID_REQUEST, a different one the rule "confirmation".',
    async test(kit) {
      const { right, refused: inputs } = enrolls(kit);
      const enrollment = await begin(kit);
      const text = rightAnswers(right, enrollment.provisioningUri)();
      const confirm = enrollment.prompt?.input?.confirm === true;
      const { enrollmentId } = enrollment;
      for (const { text: input, rule } of inputs.slice(0, 2)) {
        const answer = accepted(
          await submit(kit, enrollmentId, input, confirm),
          `An input that breaks ${rule}`,
        ).enrollment;
        mustEqual(answer?.state, State.AWAITING_INPUT, 'The state');
        must(
          answer?.rejections.some((rejection) => rejection.rule === rule) === true,
          `The rejections must name ${rule}`,
        );
        must(answer?.rejections.every(({ message }) => message !== '') === true, 'Every rejection must have a message');
      }
      if (confirm) {
        refused(await submit(kit, enrollmentId, text, false), 'INVALID_REQUEST', 'An input without its confirmation');
        const other = [...text].toReversed().join('');
        const answer = accepted(
          await submit(kit, enrollmentId, text, true, randomUUID(), other),
          'An input with another confirmation',
        );
        mustEqual(
          answer.enrollment?.rejections.map(({ rule }) => rule),
          ['confirmation'],
          'The rules of the rejections',
        );
      } else {
        refused(
          await submit(kit, enrollmentId, text, true),
          'INVALID_REQUEST',
          'A confirmation where none is asked for',
        );
      }
      await userOf(kit).call(method.cancelEnrollment, { enrollmentId });
    },
  },
  {
    id: '10.4',
    profiles: ['standalone'],
    needs: ['enroll-token'],
    text: 'A completed enrolment must make the credential live: a repeated input gives the same result, the subject is ACTIVE, and the new answer verifies.',
    async test(kit) {
      kit.inBand();
      const { subject: subjectId, right } = enrolls(kit);
      const subject = { tenantId: kit.tenant, subjectId };
      const revision = async () => {
        const status = await kit.agent.calls.call(AuthFactorService.method.getSubjectStatus, {
          subject,
          factorType: kit.factorType,
        });
        return accepted(status, 'GetSubjectStatus').statuses[0];
      };
      const before = (await revision())?.credentialRevision ?? 0n;
      const enrollment = await begin(kit);
      const confirm = enrollment.prompt?.input?.confirm === true;
      const next = rightAnswers(right, enrollment.provisioningUri);
      const [requestId, input] = [randomUUID(), next()];
      const done = accepted(
        await submit(kit, enrollment.enrollmentId, input, confirm, requestId),
        'SubmitEnrollmentInput',
      ).enrollment;
      mustEqual(
        done?.rejections.map(({ rule }) => rule),
        [],
        'The rejections (give each run a user of its own)',
      );
      mustEqual(done?.state, State.COMPLETED, 'The state');
      must(done?.prompt === undefined, 'prompt must not be set');
      const again = accepted(
        await submit(kit, enrollment.enrollmentId, input, confirm, requestId),
        'The input, repeated',
      );
      mustEqual(again.enrollment, done, 'The enrolment that a repeated input gives');
      const status = await revision();
      mustEqual(status?.state, Status.ACTIVE, 'The status of the subject');
      must((status?.credentialRevision ?? 0n) > before, 'credential_revision must have grown');
      const opened = await kit.agent.open({ id: subjectId, right: async () => next(), wrong: () => '' });
      mustEqual(
        accepted(await kit.agent.submit(opened, next()), 'The new answer').outcome,
        Outcome.VERIFIED,
        'Its outcome',
      );
    },
  },
  {
    id: '10.5',
    profiles: ['standalone'],
    needs: ['enroll-token'],
    text: 'A new credential must cancel the challenges of the old one, and CAPABILITY_HISTORY be declared exactly where the old one is refused as new.',
    async test(kit) {
      kit.inBand();
      const { subject: subjectId, right } = enrolls(kit);
      const begun = await kit.agent.begin(subjectId);
      if (begun.kind === 'error') return skip('the user of the enrolment token is not enrolled: 10.4 did not complete');
      // What answers the old one is not asked for: it is to be canceled.
      const open = await kit.agent.open({ id: subjectId, right: async () => '', wrong: () => '' });
      const enrollment = await begin(kit);
      const confirm = enrollment.prompt?.input?.confirm === true;
      const answer = accepted(
        await submit(kit, enrollment.enrollmentId, rightAnswers(right, enrollment.provisioningUri)(), confirm),
        'SubmitEnrollmentInput',
      ).enrollment;
      const kept = answer?.rejections.some(({ rule }) => rule === 'history') === true;
      mustEqual(
        kept,
        kit.factor.capabilities.includes(Capability.HISTORY),
        'Whether the current credential is refused as a new one',
      );
      if (kept) return undefined;
      const { challenge } = accepted(await kit.agent.get(open), 'GetChallenge');
      mustEqual(challenge?.state, ChallengeState.CANCELED, 'The state of a challenge of the old credential');
      return undefined;
    },
  },
  {
    id: '10.6',
    profiles: ['standalone'],
    needs: ['enroll-token'],
    text: 'Where replay_resistant is declared, the input that completed an enrolment must be used up: it does not verify.',
    async test(kit) {
      kit.inBand();
      const { subject: subjectId, right } = enrolls(kit);
      // 10.4 has shown that it does verify.
      if (!kit.factor.replayResistant) return;
      const enrollment = await begin(kit);
      const input = rightAnswers(right, enrollment.provisioningUri)();
      const confirm = enrollment.prompt?.input?.confirm === true;
      const done = accepted(await submit(kit, enrollment.enrollmentId, input, confirm), 'SubmitEnrollmentInput');
      mustEqual(done.enrollment?.state, State.COMPLETED, 'The state');
      const opened = await kit.agent.open({ id: subjectId, right: async () => input, wrong: () => '' });
      const { outcome } = accepted(await kit.agent.submit(opened, input), 'The input of the enrolment');
      must(outcome !== Outcome.VERIFIED, 'A replay-resistant factor must not take the input of the enrolment again');
    },
  },
];
