import { readProvisioningUri, totpCode } from '@authfactor/conformance/contract';

/** An authenticator app, as its user holds it: the conformance kit's, which has none of the server's code. */
export interface Authenticator {
  readonly issuer: string;
  readonly account: string;
  readonly algorithm: string;
  readonly digits: number;
  readonly periodSeconds: number;
  /** The seed's bytes. */
  readonly seed: Buffer;
  /** As it stands in the URI. */
  readonly base32: string;
  /** The code of a time in ms since the Unix epoch, `steps` further on. */
  codeAt(ms: number, steps?: number): string;
  /** Digits that are the code of no time step near `ms`. */
  wrongAt(ms: number): string;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const NEAR = [-3, -2, -1, 0, 1, 2, 3];

/** Takes what the QR code of an enrolment holds. */
export function scan(provisioningUri: string): Authenticator {
  const url = new URL(provisioningUri);
  if (url.protocol !== 'otpauth:' || url.host !== 'totp') throw new Error('This is no provisioning URI of TOTP');
  const parameter = (name: string, fallback: string) => url.searchParams.get(name) ?? fallback;
  const base32 = parameter('secret', '');
  const parameters = readProvisioningUri(provisioningUri);
  const { digits, period: periodSeconds } = parameters;
  const codeAt = (ms: number, steps = 0): string =>
    totpCode(parameters, Math.max(0, Math.floor(ms / 1_000 / periodSeconds) + steps));
  return {
    issuer: parameter('issuer', ''),
    account: decodeURIComponent(url.pathname.slice(1)).replace(/^[^:]*:/, ''),
    algorithm: parameter('algorithm', 'SHA1'),
    digits,
    periodSeconds,
    seed: decodeBase32(base32),
    base32,
    codeAt,
    wrongAt(ms) {
      const near = new Set(NEAR.map((steps) => codeAt(ms, steps)));
      const candidates = Array.from({ length: 10 }, (_, first) =>
        Array.from({ length: digits }, (_, place) => (first + 9 + 7 * place) % 10).join(''),
      );
      return candidates.find((candidate) => !near.has(candidate)) ?? '';
    },
  };
}

/** RFC 4648, section 6. */
function decodeBase32(text: string): Buffer {
  let bits = '';
  for (const letter of text.replace(/=+$/, '')) {
    const value = BASE32.indexOf(letter);
    if (value < 0) throw new Error('The seed is not in base32');
    bits += value.toString(2).padStart(5, '0');
  }
  return Buffer.from([...bits.matchAll(/[01]{8}/g)].map(([byte]) => Number.parseInt(byte, 2)));
}
