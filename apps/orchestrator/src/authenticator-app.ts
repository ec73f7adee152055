import { createHmac } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

/** An authenticator app, played by the demo for whoever has none. Everything that it gives is secret. */
export interface AuthenticatorApp {
  /**
   * A code that it never gave before. The next time step's, where the current one's was given: services take a step of
   * drift. Waits where even that one was given.
   */
  freshCode(signal: AbortSignal): Promise<string>;
  /** How long the next fresh code would have to wait. */
  waitMs(): number;
  /** The code that it gave last. */
  lastCode(): string;
}

/** Its clock. Times in ms, since the Unix epoch. */
export interface AppClock {
  readonly now: () => number;
  /** Rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

const CLOCK: AppClock = { now: Date.now, sleep: (ms, signal) => setTimeout(ms, undefined, { signal }) };
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Takes what a QR code holds (Google Authenticator's Key URI format). Written from RFC 6238 alone, not on the library that
 * the service uses, as another maker's app would be.
 */
export const createAuthenticatorApp = (provisioningUri: string, clock: AppClock = CLOCK): AuthenticatorApp => {
  const { now, sleep } = clock;
  const { searchParams } = new URL(provisioningUri);
  const parameter = (name: string, fallback: string) => searchParams.get(name) ?? fallback;
  const seed = fromBase32(parameter('secret', ''));
  const algorithm = parameter('algorithm', 'SHA1').toLowerCase();
  const digits = Number(parameter('digits', '6'));
  const periodMs = Number(parameter('period', '30')) * 1_000;
  const stepNow = () => Math.floor(now() / periodMs);
  let last = 0;

  const codeOf = (step: number): string => {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const mac = createHmac(algorithm, seed).update(counter).digest();
    // RFC 4226, section 5.3.
    const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 0xf) & 0x7f_ff_ff_ff;
    return String(number % 10 ** digits).padStart(digits, '0');
  };

  const waitMs = () => (last > stepNow() ? last * periodMs - now() : 0);

  return {
    waitMs,
    async freshCode(signal) {
      while (waitMs() > 0) await sleep(waitMs(), signal);
      last = Math.max(stepNow(), last + 1);
      return codeOf(last);
    },
    lastCode: () => codeOf(last),
  };
};

/** RFC 4648, section 6. */
const fromBase32 = (text: string): Buffer => {
  let bits = '';
  for (const letter of text) bits += BASE32.indexOf(letter).toString(2).padStart(5, '0');
  return Buffer.from([...bits.matchAll(/[01]{8}/g)].map(([byte]) => Number.parseInt(byte, 2)));
};
