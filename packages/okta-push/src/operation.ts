/** What is asked of Okta. */
export type Operation = 'token' | 'find-user' | 'read-user' | 'list-factors' | 'verify' | 'poll' | 'cancel';
