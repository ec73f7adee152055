import type { Input } from '@authfactor/client';

/** What somebody keyed, as an answer. */
export const keyed = (text: string): Input => ({ kind: 'typed', text, channel: 'keypad' });
