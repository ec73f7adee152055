import { randomUUID } from 'node:crypto';
import {
  AuthFactorAdminService,
  AuthFactorService,
  Channel,
  EnrollmentService,
  ResetSubjectRequest_Kind as ResetKind,
} from '@authfactor/proto';
import { SESSION, TENANT } from './actors.ts';
import { type Authenticator, scan } from './authenticator.ts';
import { fullWidth, inWords, spaced } from './canaries.ts';
import { answerWith, type CanaryCaller, said, typed } from './canary-calls.ts';

const factorType = 'totp';

/** The codes that a test used, each of which must be seen nowhere but in requests. */
export interface UsedCodes {
  readonly codes: ReadonlySet<string>;
  readonly apps: readonly Authenticator[];
}

/** Begins an enrolment of TOTP; gives the app that scanned its QR code. */
async function beginEnrolling(caller: CanaryCaller) {
  const { beginEnrollment } = EnrollmentService.method;
  const begun = await caller.call('enroll', beginEnrollment, { requestId: randomUUID(), factorType });
  return { enrollmentId: begun?.enrollment?.enrollmentId ?? 'none', app: scan(begun?.provisioningUri ?? '') };
}

/** A user and an agent with TOTP, with all that may come of it: typed, keyed and said, right, wrong, used and malformed. */
export async function liveWithCodes(caller: CanaryCaller, subjectId: string): Promise<UsedCodes> {
  const codes = new Set<string>();
  const used = (code: string): string => {
    codes.add(code);
    return code;
  };
  const subject = { tenantId: TENANT, subjectId };
  const { submitEnrollmentInput, getEnrollment, cancelEnrollment, removeCredential } = EnrollmentService.method;
  const { beginChallenge, submitAnswer } = AuthFactorService.method;
  const submit = (enrollmentId: string, input: ReturnType<typeof typed>) =>
    caller.call('enroll', submitEnrollmentInput, { requestId: randomUUID(), enrollmentId, input });
  const unlock = () =>
    caller.call('admin', AuthFactorAdminService.method.resetSubject, {
      requestId: randomUUID(),
      subject,
      factorType,
      kind: ResetKind.UNLOCK,
      reason: 'a test',
    });

  await answerWith(caller, subjectId, [typed('12345678')], { factorType });
  // A seed that never becomes a credential, with a code that was right.
  const canceled = await beginEnrolling(caller);
  await submit(canceled.enrollmentId, typed(used(canceled.app.wrongAt(Date.now()))));
  await submit(canceled.enrollmentId, typed(`${used(canceled.app.codeAt(Date.now()))}0`));
  await caller.call('enroll', cancelEnrollment, { enrollmentId: canceled.enrollmentId });
  await submit(canceled.enrollmentId, typed(used(canceled.app.codeAt(Date.now()))));

  const superseded = await beginEnrolling(caller);
  const { enrollmentId, app } = await beginEnrolling(caller);
  const now = Date.now();
  // The third is not right yet, and will not be for as long as the test may take.
  const [first, second, third] = [0, 1, 4].map((steps) => used(app.codeAt(now, steps))) as [string, string, string];
  const wrong = used(app.wrongAt(now));
  await submit(superseded.enrollmentId, typed(used(superseded.app.codeAt(now))));
  await caller.call('enroll', getEnrollment, { enrollmentId: superseded.enrollmentId });
  await submit(enrollmentId, said(wrong));
  await submit(enrollmentId, typed(spaced(first).slice(0, 5), Channel.TEXT));
  await caller.call('enroll', getEnrollment, { enrollmentId });
  await submit(enrollmentId, said(first));
  await submit(enrollmentId, said(first));

  for (const inputs of [
    [typed(wrong), said(first), typed(spaced(second), Channel.TEXT)],
    [typed(`${wrong}?`, Channel.TEXT), typed(fullWidth(second), Channel.TEXT), typed(second), typed(second)],
    [typed(third)],
  ]) {
    await answerWith(caller, subjectId, inputs, { factorType });
    await unlock();
  }
  // Three wrong ones lock, in a challenge that ends with it.
  await answerWith(caller, subjectId, [said(wrong), typed(wrong), typed(inWords(wrong), Channel.TEXT), typed(third)], {
    factorType,
  });
  await answerWith(caller, subjectId, [typed(third)], { factorType });
  await unlock();

  // A code where none belongs, and in what is no request.
  const begun = await caller.call('verify', beginChallenge, {
    requestId: randomUUID(),
    subject,
    factorType,
    sessionId: SESSION,
  });
  const challengeId = begun?.challenge?.challengeId ?? 'none';
  for (const request of [
    { requestId: second, challengeId, sessionId: SESSION, input: typed(third) },
    {
      requestId: randomUUID(),
      challengeId,
      sessionId: SESSION,
      input: typed('0', Number(third.slice(0, 7)) as Channel),
    },
    { requestId: randomUUID(), challengeId, sessionId: SESSION, input: typed(`${third} `.repeat(200)) },
    { requestId: randomUUID(), challengeId, sessionId: SESSION, input: typed(`${third}\ud800`) },
  ]) {
    await caller.call('verify', submitAnswer, request);
  }
  used(third.slice(0, 7));
  await caller.call('enroll', removeCredential, { requestId: randomUUID(), factorType });
  return { codes, apps: [canceled.app, superseded.app, app] };
}
