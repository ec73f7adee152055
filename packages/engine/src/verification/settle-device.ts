import type { DeviceStatus, OutOfBandFactor } from '@authfactor/factor';
import type { AccountDocument, ChallengeDocument, ReservedAnswer } from '../documents.ts';
import { type Outcome, ok } from '../outcome.ts';
import type { Verdict } from '../transitions/settle.ts';
import type { SettleAnswer } from './settle-answer.ts';

/** What a device, or asking it, has come to. */
export type DeviceEnding = Exclude<DeviceStatus, { kind: 'waiting' }>;

/** Enters how the device ended its challenge. Gives the account as it then is, or why it could not be settled. */
export type SettleDevice = (
  factor: OutOfBandFactor,
  challenge: ChallengeDocument,
  reserved: { readonly account: AccountDocument; readonly answer: ReservedAnswer },
  requestId: string,
  ending: DeviceEnding,
) => Promise<Outcome<AccountDocument | undefined>>;

export function createSettleDevice(settleAnswer: SettleAnswer): SettleDevice {
  return async (factor, challenge, reserved, requestId, ending) => {
    const { owner } = reserved.answer;
    const event = { requestId, owner, verdict: verdictOf(ending), channel: 'out-of-band' as const };
    const settled = await settleAnswer(factor, challenge, reserved, event);
    return settled.kind === 'settled' ? ok(settled.account) : settled;
  };
}

function verdictOf(ending: DeviceEnding): Verdict {
  switch (ending.kind) {
    case 'approved':
      return { kind: 'matched' };
    case 'denied':
    case 'reported':
      return { kind: 'ended', state: ending.kind };
    case 'timed-out':
      return { kind: 'ended', state: 'expired' };
    case 'failed':
      return { kind: 'ended', state: 'failed', ...reasonOf(ending.reason) };
    default:
      return ending satisfies never;
  }
}

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const LONGEST_REASON = 64;

/** A reason enters the log, so that nothing else than a name may pass for one. */
function reasonOf(reason: string | undefined): { readonly reason?: string } {
  return reason !== undefined && reason.length <= LONGEST_REASON && KEBAB_CASE.test(reason) ? { reason } : {};
}
