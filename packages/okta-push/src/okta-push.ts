import type { CredentialContext, FactorInfo, Opening, OutOfBandFactor } from '@authfactor/factor';
import { createAccessTokens } from './access-tokens.ts';
import { createBoundedFetch } from './bounded-fetch.ts';
import { readClientKey } from './client-key.ts';
import { createFindDevice, type FoundDevice } from './find-device.ts';
import { createOktaApi } from './okta-api.ts';
import { deviceText, readDevice, readTransaction, transactionPath } from './okta-ids.ts';
import { OktaPushError } from './okta-push-error.ts';
import { checkNumber, type OktaPushOptions, readOrgUrl } from './okta-push-options.ts';
import { createPollPush } from './poll-push.ts';
import { renderPrompt } from './prompts/render-prompt.ts';
import { createRateBudget } from './rate-budget.ts';
import { createSlots } from './slots.ts';
import { createStartPush } from './start-push.ts';
import { readUserAttribute } from './user-attribute.ts';

const FACTS: Omit<FactorInfo, 'enrollmentUri'> = {
  factorType: 'okta-push',
  displayName: 'Okta Verify push',
  categories: ['possession'],
  assurance: 'high',
  // RFC 8176: the device signs with a key in software. Some keep it in hardware (hwk), which Okta's API does not tell.
  amr: ['swk'],
  // A user can be talked into approving another's push; the number to match makes that harder, not impossible.
  phishingResistant: false,
  replayResistant: true,
  capabilities: ['out-of-band', 'cancel'],
  channels: ['out-of-band'],
  recommendedRoles: ['single', 'first', 'second'],
};

const POLL_INTERVAL_MS = 3_000;
const REQUEST_TIMEOUT_MS = 4_000;
const MAX_REQUESTS = 16;

/**
 * Okta Verify push: finds the subject's Okta user, sends a push to their device, and asks Okta how it stands. Enrolled
 * in Okta. Throws `OktaPushError` (`invalid-options`).
 */
export function createOktaPush(options: OktaPushOptions): OutOfBandFactor {
  const { clientId, enrollmentUri, numberMatching = true, rejection = 'denied', onFault = () => undefined } = options;
  const { tenants, timeout = (ms) => AbortSignal.timeout(ms) } = options;
  const orgUrl = readOrgUrl(options.orgUrl);
  const attribute = readUserAttribute(options.userAttribute);
  const clientKey = readClientKey(options.privateKey, options.keyId);
  const pollIntervalMs = checkNumber('pollIntervalMs', options.pollIntervalMs ?? POLL_INTERVAL_MS, 1);
  const timeoutMs = checkNumber('requestTimeoutMs', options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS, 1);
  const maxRequests = checkNumber('maxRequests', options.maxRequests ?? MAX_REQUESTS, 2);

  const monotonic = () => performance.now();
  const fetch = createBoundedFetch({ fetch: options.fetch ?? globalThis.fetch, timeoutMs, timeout });
  const budget = createRateBudget({ monotonic, now: Date.now });
  const note = (response: Response) => budget.note('token', response);
  const tokens = createAccessTokens({ orgUrl, clientId, clientKey, fetch, monotonic, note });
  const pollers = Math.max(1, Math.floor(maxRequests * 0.75));
  const parts = { orgUrl, tokens, fetch, budget };
  const api = createOktaApi({ ...parts, slots: createSlots(maxRequests - pollers), slotWaitMs: timeoutMs });
  const pollApi = createOktaApi({ ...parts, slots: createSlots(pollers), slotWaitMs: pollIntervalMs });

  const findDevice = createFindDevice({ api, attribute });
  const startPush = createStartPush({ api, orgUrl, numberMatching, onFault });
  const pollPush = createPollPush({ api: pollApi, orgUrl, rejection, pollIntervalMs, monotonic });

  async function find({ tenant, subject }: CredentialContext, signal: AbortSignal): Promise<FoundDevice> {
    if (tenants?.includes(tenant) === false) return { kind: 'none' };
    const found = await findDevice(subject, signal);
    if (found.kind === 'unclear') onFault(found.fault);
    return found;
  }

  return {
    kind: 'out-of-band',
    info: { ...FACTS, enrollmentUri },
    prompt: renderPrompt,
    pollIntervalMs,

    async open({ context, signal }) {
      // Before anything is counted: a push that Okta would not send now is not begun.
      const waitMs = api.waitMs('verify');
      if (waitMs > 0) return { kind: 'refused', reason: 'rate-limited', retryAfterMs: waitMs };
      return openingOf(await find(context, signal));
    },

    async start({ handle, signal }) {
      const device = readDevice(handle);
      if (device === undefined) return { kind: 'failed', reason: 'no-device' };
      return startPush(device, signal);
    },

    async poll(transaction, signal) {
      try {
        return await pollPush(transaction, signal);
      } catch (error) {
        if (error instanceof OktaPushError) onFault(error);
        throw error;
      }
    },

    async cancel(text, signal) {
      const transaction = readTransaction(text);
      if (transaction === undefined) return;
      await api.call({ operation: 'cancel', method: 'DELETE', path: transactionPath(transaction), signal });
    },

    async isEnrolled(context, signal) {
      const found = await find(context, signal);
      return found.kind === 'unclear' ? undefined : found.kind === 'found';
    },
  };
}

function openingOf(found: FoundDevice): Opening {
  switch (found.kind) {
    case 'found':
      return { kind: 'opened', handle: deviceText(found.device) };
    case 'none':
      return { kind: 'refused', reason: 'not-enrolled' };
    case 'unclear':
      return found.fault.code === 'rate-limited'
        ? { kind: 'refused', reason: 'rate-limited', retryAfterMs: found.retryAfterMs }
        : { kind: 'unavailable', retryAfterMs: found.retryAfterMs };
    default:
      return found satisfies never;
  }
}
