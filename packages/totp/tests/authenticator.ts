import { readProvisioningUri, totpCode } from '@authfactor/conformance/contract';

/** The code that an app shows at a time in ms since the Unix epoch, or so many steps later, after it scanned the URI. */
export function appCode(uri: string, now: number, steps = 0): string {
  const parameters = readProvisioningUri(uri);
  return totpCode(parameters, Math.floor(now / 1000 / parameters.period) + steps);
}

/** A code that is not right for many steps around a time. */
export function wrongCode(uri: string, now: number): string {
  const near = new Set(Array.from({ length: 61 }, (_, i) => appCode(uri, now, i - 30)));
  const { digits } = readProvisioningUri(uri);
  for (let digit = 0; ; digit++) {
    const code = String(digit).repeat(digits).slice(0, digits);
    if (!near.has(code)) return code;
  }
}
