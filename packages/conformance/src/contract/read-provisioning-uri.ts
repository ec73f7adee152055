import type { TotpParameters } from './answers-file.ts';
import { ContractError } from './contract-error.ts';

const ALGORITHMS: ReadonlyMap<string, TotpParameters['algorithm']> = new Map([
  ['SHA1', 'sha1'],
  ['SHA256', 'sha256'],
  ['SHA512', 'sha512'],
]);

/**
 * What an authenticator app takes from the `otpauth:` URI of an enrolment, with the Key URI format's defaults. Throws
 * `CLAUSE_BROKEN` for anything else, and never says what the URI holds.
 */
export function readProvisioningUri(uri: string): TotpParameters {
  const url = URL.parse(uri);
  const parameter = (name: string, fallback: string): string => url?.searchParams.get(name) ?? fallback;
  const secret = parameter('secret', '');
  const algorithm = ALGORITHMS.get(parameter('algorithm', 'SHA1').toUpperCase());
  const [digits, period] = [Number(parameter('digits', '6')), Number(parameter('period', '30'))];
  const usable = url?.protocol === 'otpauth:' && url.host === 'totp' && /^[A-Z2-7]{16,}$/i.test(secret);
  if (!usable || algorithm === undefined || !(digits >= 6 && digits <= 10) || !(period >= 1)) {
    throw new ContractError(
      'CLAUSE_BROKEN',
      'provisioning_uri must be an otpauth: URI from which an app can take a seed',
    );
  }
  return { secret, digits, period, algorithm };
}
