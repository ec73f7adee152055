import type { Factor } from '@authfactor/factor';
import { accountTime, advance, isEnrolled, newAccount } from '../account.ts';
import type { AccountWriter } from '../account-writer.ts';
import type { BeginChallengeRequest, CallContext, ChallengeView } from '../api.ts';
import { outsideTenants } from '../bounds.ts';
import { timeOfState } from '../challenge-state.ts';
import type { Clock } from '../clock.ts';
import type { AccountDocument, ChallengeDocument } from '../documents.ts';
import type { FactorRegistry } from '../factor-registry.ts';
import { challengeIdOf, type RandomBytes } from '../ids.ts';
import type { Limits } from '../limits.ts';
import { lookup } from '../lookup.ts';
import { type Outcome, ok, type Refusal, refuse } from '../outcome.ts';
import type { Settings } from '../settings.ts';
import type { Store } from '../store.ts';
import { isUnasked } from '../transitions/ask-device.ts';
import { beingErased, concurrentAttempt, subjectDisabled, subjectLocked } from '../transitions/guard-answer.ts';
import { keep, write } from '../transitions/step.ts';
import { challengeView, channelsOf, settledLock } from '../views.ts';
import { accountKeyOf } from './find-challenge.ts';
import { challengesDisabled, notEnrolled, type Opened, openChallenge } from './open-challenge.ts';
import type { StartDevice } from './start-device.ts';

interface BeginOptions {
  readonly store: Pick<Store, 'readAccount' | 'readChallenge' | 'insertChallenge'>;
  readonly factors: FactorRegistry;
  readonly settings: Pick<Settings, 'read'>;
  readonly accounts: AccountWriter;
  readonly startDevice: StartDevice;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: RandomBytes;
  readonly limits: Limits;
}

export type BeginChallenge = (context: CallContext, request: BeginChallengeRequest) => Promise<Outcome<ChallengeView>>;

/** Begins a challenge: settings and account are read, the challenge is inserted. */
export function createBeginChallenge(options: BeginOptions): BeginChallenge {
  const { store, factors, settings, accounts, startDevice, clock, random, limits } = options;

  /** A factor that is enrolled elsewhere has no account before its first challenge. */
  async function ensureAccount(challenge: ChallengeDocument): Promise<AccountDocument | undefined> {
    const fresh = newAccount(accountKeyOf(challenge), random);
    const made = await accounts.update(accountKeyOf(challenge), (stored, now) => {
      if (stored !== undefined) return keep(stored);
      const first = advance(fresh, {}, [], now);
      return write(first, first);
    });
    return made.kind === 'updated' ? made.result : undefined;
  }

  /**
   * A repeated begin has its challenge whatever happened since; where there is none, `gone` is the answer, and where its
   * device was never asked, `unasked`.
   */
  async function repeated(
    draft: ChallengeDocument,
    requestId: string,
    factor: Factor,
    gone: Refusal,
    unasked: Refusal,
  ): Promise<Outcome<ChallengeView>> {
    const stored = await store.readChallenge(draft.id);
    return stored === undefined ? gone : showKnown(draft, requestId, factor, stored, unasked);
  }

  async function showKnown(
    draft: ChallengeDocument,
    requestId: string,
    factor: Factor,
    stored: ChallengeDocument,
    unasked: Refusal,
  ): Promise<Outcome<ChallengeView>> {
    if (!isSameRequest(stored, draft)) return requestIdReused();
    return factor.kind === 'out-of-band'
      ? startDevice.resume(factor, stored, requestId, unasked)
      : showStored(stored, factor);
  }

  async function showStored(challenge: ChallengeDocument, factor: Factor): Promise<Outcome<ChallengeView>> {
    return show(challenge, factor, await store.readAccount(accountKeyOf(challenge)));
  }

  async function show(
    challenge: ChallengeDocument,
    factor: Factor,
    read: AccountDocument | undefined,
  ): Promise<Outcome<ChallengeView>> {
    const { account, now } = await accounts.toTell(read, (current, at) => timeOfState(challenge, current, at, limits));
    return ok(challengeView(factor, challenge, account, now, limits));
  }

  async function open(
    factor: Factor,
    draft: ChallengeDocument,
    requestId: string,
    account: AccountDocument | undefined,
    signal: AbortSignal,
  ): Promise<Opened | Refusal | { readonly kind: 'known'; readonly view: Outcome<ChallengeView> }> {
    if (factor.open === undefined) return { kind: 'opened', handle: '' };
    const stored = await store.readChallenge(draft.id);
    if (stored === undefined) return openChallenge(factor, draft, account, signal);
    const now = accountTime(account, clock.now());
    const asks =
      factor.kind === 'out-of-band' &&
      isSameRequest(stored, draft) &&
      isUnasked(account, stored, requestId, now, limits);
    if (asks) return openChallenge(factor, stored, account, signal);
    return { kind: 'known', view: await showKnown(draft, requestId, factor, stored, concurrentAttempt()) };
  }

  return async (context, request) => {
    const { caller } = context;
    const outside = outsideTenants(caller, request.tenant);
    if (outside !== undefined) return outside;
    const factor = factors.find(request.factorType);
    if (factor === undefined) return factors.missing(request.factorType);

    const key = { tenant: request.tenant, factorType: request.factorType, subject: request.subject };
    const [availability, read] = await Promise.all([
      settings.read({ tenant: request.tenant, factorType: request.factorType }),
      store.readAccount(key),
    ]);
    let account = read;
    const now = accountTime(account, clock.now());
    const draft: ChallengeDocument = {
      ...key,
      schema: 1,
      id: challengeIdOf(request.tenant, caller.clientId, request.requestId),
      client: caller.clientId,
      session: request.session,
      purpose: request.purpose,
      origin: request.origin,
      channels: request.channels,
      language: request.language,
      epoch: account?.epoch ?? 0,
      begunAt: now,
      expiresAt: now + limits.challengeTtlMs,
      deleteAfter: now + limits.challengeTtlMs + limits.keepChallengesMs,
    };
    const refusal = refuseBegin(factor, request, availability.challengesEnabled, account, now, limits);
    const { requestId } = request;
    if (refusal !== undefined) return repeated(draft, requestId, factor, refusal, refusal);
    // Before it is stored, because what the factor says first is part of it.
    const opened = await open(factor, draft, requestId, account, context.signal);
    if (opened.kind === 'refused') return opened;
    if (opened.kind === 'known') return opened.view;
    account ??= await ensureAccount(draft);
    if (account === undefined) return concurrentAttempt();
    const { prompt } = opened;
    const challenge = { ...draft, epoch: account.epoch, ...(prompt === undefined ? {} : { prompt }) };
    // Its document may be gone already; making it anew would bring its old answers to a new session.
    const known = lookup(account.challenges, challenge.id) !== undefined;
    const asks = factor.kind === 'out-of-band' && isUnasked(account, challenge, requestId, now, limits);
    if (known && !asks) return repeated(challenge, requestId, factor, requestIdReused(), concurrentAttempt());

    const stored = await store.insertChallenge(challenge);
    if (stored !== undefined && !isSameRequest(stored, challenge)) return requestIdReused();
    if (factor.kind === 'out-of-band') {
      const { signal } = context;
      return startDevice.start(factor, account, {
        challenge: stored ?? challenge,
        requestId,
        handle: opened.handle,
        signal,
      });
    }
    return stored === undefined ? show(challenge, factor, account) : showStored(stored, factor);
  };
}

const requestIdReused = (): Refusal =>
  refuse('REQUEST_ID_REUSED', 'The request id was used for another challenge; make a new one', { field: 'request_id' });

function refuseBegin(
  factor: Factor,
  request: BeginChallengeRequest,
  challengesEnabled: boolean,
  account: AccountDocument | undefined,
  now: number,
  limits: Limits,
): Refusal | undefined {
  if (channelsOf(factor, request.channels).length === 0) {
    return refuse(
      'CHANNEL_UNSUPPORTED',
      `The factor takes answers by ${factor.info.channels.join(' or ')} only; offer one of these`,
      {
        field: 'offered_channels',
      },
    );
  }
  if (!challengesEnabled) {
    return challengesDisabled();
  }
  if (account?.erased === true) return beingErased();
  if (account?.status === 'disabled') return subjectDisabled();
  if (!isEnrolled(factor, account)) {
    return notEnrolled();
  }
  const lock = account === undefined ? 0 : settledLock(account, now, limits);
  return lock > 0 ? subjectLocked(lock) : undefined;
}

/** Tenant, client and request id are in the id already. */
function isSameRequest(a: ChallengeDocument, b: ChallengeDocument): boolean {
  return (
    a.subject === b.subject &&
    a.factorType === b.factorType &&
    a.session === b.session &&
    a.purpose === b.purpose &&
    a.origin === b.origin &&
    a.language === b.language &&
    a.channels.length === b.channels.length &&
    a.channels.every((channel, i) => channel === b.channels[i])
  );
}
