import type { CallContext, ChallengeRequest } from '../api.ts';
import type { AccountDocument, AccountKey, ChallengeDocument } from '../documents.ts';
import type { Refusal } from '../outcome.ts';
import type { Store } from '../store.ts';
import { challengeNotFound } from '../transitions/guard-answer.ts';

export interface FoundChallenge {
  readonly kind: 'found';
  readonly challenge: ChallengeDocument;
  readonly account: AccountDocument;
}

export function accountKeyOf(challenge: ChallengeDocument): AccountKey {
  return { tenant: challenge.tenant, factorType: challenge.factorType, subject: challenge.subject };
}

/** The challenge, if it is this caller's in this session; to anyone else there is none. Two store operations. */
export async function findChallenge(
  store: Pick<Store, 'readChallenge' | 'readAccount'>,
  context: CallContext,
  request: ChallengeRequest,
): Promise<FoundChallenge | Refusal> {
  const challenge = await store.readChallenge(request.challengeId);
  if (
    challenge === undefined ||
    challenge.client !== context.caller.clientId ||
    challenge.session !== request.session ||
    !context.caller.tenants.includes(challenge.tenant)
  ) {
    return challengeNotFound();
  }
  const account = await store.readAccount(accountKeyOf(challenge));
  // Only an erasure takes a begun challenge's account away; the challenge goes with it.
  if (account === undefined || account.erased === true) return challengeNotFound();
  return { kind: 'found', challenge, account };
}
