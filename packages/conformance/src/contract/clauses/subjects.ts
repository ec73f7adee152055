import { randomUUID } from 'node:crypto';
import { AuthFactorService, Capability, SubjectStatus_State as Status } from '@authfactor/proto';
import type { TestedClause } from '../clause.ts';
import type { Kit } from '../kit.ts';
import { accepted, must, mustEqual, refused, skip, TRIES_ANYBODY } from '../must.ts';
import { verified } from './challenges.ts';

const statusesOf = (kit: Kit, subjectId: string, factorType?: string) =>
  kit.agent.calls.call(AuthFactorService.method.getSubjectStatus, {
    subject: { tenantId: kit.tenant, subjectId },
    ...(factorType === undefined ? {} : { factorType }),
  });

/** Where subjects stand. */
export const SUBJECTS: readonly TestedClause[] = [
  {
    id: '8.1',
    text: 'GetSubjectStatus must tell of an enrolled subject that it is ACTIVE, for the factor that was asked for, or for each listed one.',
    async test(kit) {
      const { id } = await kit.pool.take();
      const { statuses } = accepted(await statusesOf(kit, id, kit.factorType), 'GetSubjectStatus');
      mustEqual(
        statuses.map(({ factorType }) => factorType),
        [kit.factorType],
        'The factor types of the statuses',
      );
      mustEqual(statuses[0]?.state, Status.ACTIVE, 'The state');
      must(statuses[0]?.lockedUntil === undefined, 'locked_until must not be set');
      const all = accepted(await statusesOf(kit, id), 'GetSubjectStatus without a factor');
      const listed = accepted(
        await kit.agent.calls.call(AuthFactorService.method.listFactors, { tenantId: kit.tenant }),
        'ListFactors',
      );
      mustEqual(
        all.statuses.map(({ factorType }) => factorType).toSorted(),
        listed.factors.map(({ factorType }) => factorType).toSorted(),
        'The factor types of all statuses',
      );
    },
  },
  {
    id: '8.2',
    text: 'A subject that is not enrolled, where the service knows that, must be NOT_ENROLLED, with revision 0, and begin refused with NOT_ENROLLED, which tells nothing about who it is.',
    async test(kit) {
      const ids = [`conformance-${randomUUID()}`, `conformance-${randomUUID()}`];
      const errors = [];
      for (const id of ids) {
        const { statuses } = accepted(await statusesOf(kit, id, kit.factorType), 'GetSubjectStatus');
        const [status] = statuses;
        if (status?.state === Status.ACTIVE && kit.factor.enrollmentUri !== '') return skip(TRIES_ANYBODY);
        mustEqual(status?.state, Status.NOT_ENROLLED, 'The state');
        mustEqual(status?.credentialRevision, 0n, 'credential_revision');
        must(status?.enrolledAt === undefined, 'enrolled_at must not be set');
        errors.push(refused(await kit.agent.begin(id), 'NOT_ENROLLED', 'BeginChallenge'));
      }
      mustEqual(errors[0], errors[1], 'The errors for two subjects who are not enrolled');
      return undefined;
    },
  },
  {
    id: '8.3',
    profiles: ['standalone'],
    text: 'An enrolled subject must have a credential_revision of at least 1 and a time of enrolment; a verification names the revision that was verified.',
    async test(kit) {
      kit.inBand();
      if (!kit.factor.capabilities.includes(Capability.ENROLL)) return skip(TRIES_ANYBODY);
      const { opened, challenge } = await verified(kit);
      const { statuses } = accepted(await statusesOf(kit, opened.subject.id, kit.factorType), 'GetSubjectStatus');
      must((statuses[0]?.credentialRevision ?? 0n) >= 1n, 'credential_revision must be at least 1');
      must(statuses[0]?.enrolledAt !== undefined, 'enrolled_at must be set');
      mustEqual(
        challenge.verification?.credentialRevision,
        statuses[0]?.credentialRevision,
        'The credential_revision of the verification',
      );
      return undefined;
    },
  },
];
