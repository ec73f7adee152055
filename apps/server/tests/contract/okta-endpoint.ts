import { randomUUID } from 'node:crypto';
import type { Answers, DeviceHand } from '@authfactor/conformance/contract';
import type { OutOfBandFactor } from '@authfactor/factor';
import { createOktaPush } from '@authfactor/okta-push';
import type { FakeOkta } from '@authfactor/okta-push/fake-okta';

/** Soon enough for a suite, and the way in which the server asks too. */
const POLL_INTERVAL_MS = 20;

/** The factor on a fake Okta that this process trusts. */
export const createTestOktaPush = (okta: FakeOkta): OutOfBandFactor =>
  createOktaPush({
    orgUrl: okta.url,
    clientId: okta.client.clientId,
    privateKey: okta.client.privateKey,
    keyId: okta.client.keyId,
    userAttribute: 'login',
    enrollmentUri: `${okta.url}/enduser/settings`,
    pollIntervalMs: POLL_INTERVAL_MS,
  });

/** The hand that holds the devices of a fake Okta's users. */
export const createOktaHand = (okta: FakeOkta): DeviceHand => ({
  async decide(subjectId, decision) {
    if (decision === 'fail') return okta.inject({ operation: 'poll', kind: 'malformed' });
    const newest = okta.pushes.pending().findLast(({ login }) => login === subjectId);
    okta.pushes[decision](newest?.id ?? '');
  },
  asked: async (subjectId) => okta.pushes.sent(subjectId),
});

/** Enrols so many new users in a fake Okta. */
export function enrollOktaUsers(okta: FakeOkta, tenant: string, count: number): Answers {
  const ids = Array.from({ length: count }, () => `${randomUUID()}@example.com`);
  for (const login of ids) okta.addUser({ login });
  return {
    tenant,
    subjects: ids.map((id) => ({ id, right: { kind: 'text', text: '000000' }, wrong: ['000000'] })),
    unusable: [],
    otherTenant: 'other',
  };
}
