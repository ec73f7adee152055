import type { KeyObject } from 'node:crypto';
import type { Fetch } from './bounded-fetch.ts';
import { OktaPushError } from './okta-push-error.ts';
import type { Rejection } from './push-result.ts';
import type { UserAttribute } from './user-attribute.ts';

export interface OktaPushOptions {
  /** `https://example.okta.com`, without a path. */
  readonly orgUrl: string;
  /** Of the service app (API Services). */
  readonly clientId: string;
  /** From PEM or a JWK (`createPrivateKey`): RSA of 2048 bits or more, or EC. Okta has the public half. */
  readonly privateKey: KeyObject;
  /** The `kid` by which Okta knows it. */
  readonly keyId: string;
  /** What of an Okta user equals the subject id, byte for byte. */
  readonly userAttribute: UserAttribute | (string & {});
  /** Whose subjects are users of this organisation; nobody else's device is asked. Default: those of every tenant. */
  readonly tenants?: readonly string[];
  /** Where a user sets Okta Verify up. */
  readonly enrollmentUri: string;
  /** Whether the device shows numbers, of which the user must choose the one that the agent tells. Default: true. */
  readonly numberMatching?: boolean;
  /**
   * What "No, it's not me" on the device counts as. Okta's API tells no report apart from a denial; `reported` raises
   * `challenge.reported` for each. Default: `denied`.
   */
  readonly rejection?: Rejection;
  /** How often callers ask how a push stands. Default: 3 s. */
  readonly pollIntervalMs?: number;
  /** How long Okta may take for one answer. Default: 4 s, so that two fit into the engine's patience with a push. */
  readonly requestTimeoutMs?: number;
  /** Calls under way at once, and so connections; polls take up to three quarters of them. At least 2, default: 16. */
  readonly maxRequests?: number;
  /** Default: Node's own. An authority of one's own is given to that by `NODE_EXTRA_CA_CERTS`. */
  readonly fetch?: Fetch;
  /** A call to Okta gave nothing, of which callers learn little. The message is safe to log; there may be many. */
  readonly onFault?: (fault: OktaPushError) => void;
  /** Gives a signal that aborts after `ms`. */
  readonly timeout?: (ms: number) => AbortSignal;
}

/** The origin of an organisation's URL, as `URL` writes it; `undefined` where it is not https, or more than an origin. */
export function orgOriginOf(text: string): string | undefined {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && url.href === `${url.origin}/` ? url.origin : undefined;
}

/** The origin alone. Throws `OktaPushError` (`invalid-options`). */
export function readOrgUrl(text: string): string {
  const origin = orgOriginOf(text);
  if (origin === undefined) {
    throw new OktaPushError(
      'invalid-options',
      'The organisation’s URL must be https://host without anything else, such as https://example.okta.com',
    );
  }
  return origin;
}

/** Throws `OktaPushError` (`invalid-options`) for what is not a whole number of at least `least`. */
export function checkNumber(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new OktaPushError('invalid-options', `${name} must be a whole number of at least ${least}`);
}
