import { BeginChallengeRequestSchema } from '@authfactor/proto';
import { create } from '@bufbuild/protobuf';

export const request = create(BeginChallengeRequestSchema, {
  requestId: '0b9f3c0e-5d6a-4e0e-9a57-4f3f0d9a8a11',
  subject: { tenantId: 'default', subjectId: 'alice' },
  factorType: 'soft-pin',
  sessionId: 'call-1',
});
