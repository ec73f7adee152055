import { memberOf } from './json.ts';
import { OktaPushError } from './okta-push-error.ts';

/** What of an Okta user equals the subject id. */
export type UserAttribute = 'id' | 'login' | `profile.${string}`;

/** Whether it is `id`, `login` or `profile.<name>`. */
export const isUserAttribute = (text: string): text is UserAttribute => pathOf(text) !== undefined;

/** Throws `OktaPushError` (`invalid-options`) for anything but `id`, `login` and `profile.<name>`. */
export function readUserAttribute(text: string): readonly string[] {
  const path = pathOf(text);
  if (path !== undefined) return path;
  throw new OktaPushError(
    'invalid-options',
    'The user attribute must be id, login or profile.<name>; set one of these',
  );
}

/** Where in an Okta user the attribute stands. */
function pathOf(text: string): readonly string[] | undefined {
  if (text === 'id') return ['id'];
  if (text === 'login') return ['profile', 'login'];
  const name = /^profile\.([A-Za-z][A-Za-z0-9_]{0,63})$/.exec(text)?.[1];
  return name === undefined ? undefined : ['profile', name];
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
