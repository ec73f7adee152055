import { memberOf } from './json.ts';
import { OktaPushError } from './okta-push-error.ts';

/** What of an Okta user equals the subject id. */
export type UserAttribute = 'id' | 'login' | `profile.${string}`;

/** Throws `OktaPushError` (`invalid-options`) for anything but `id`, `login` and `profile.<name>`. */
export function readUserAttribute(text: string): readonly string[] {
  if (text === 'id') return ['id'];
  if (text === 'login') return ['profile', 'login'];
  const name = /^profile\.([A-Za-z][A-Za-z0-9_]{0,63})$/.exec(text)?.[1];
  if (name !== undefined) return ['profile', name];
  throw new OktaPushError(
    'invalid-options',
    'The user attribute must be id, login or profile.<name>; set one of these',
  );
}

/** Whether the user's attribute is the subject id, byte for byte. */
export const hasAttribute = (user: unknown, path: readonly string[], subject: string): boolean =>
  memberOf(user, ...path) === subject;

/**
 * A search expression for users whose attribute equals a text. A string in it is quoted, with `"` and `\` escaped:
 * https://developer.okta.com/docs/api/#filter. What comes back is compared all the same: Okta ignores case here.
 */
export function searchExpression(path: readonly string[], subject: string): string {
  return `${path.join('.')} eq "${subject.replaceAll(/["\\]/g, '\\$&')}"`;
}
