export type { Fetch } from './bounded-fetch.ts';
export { isClientKey } from './client-key.ts';
export { createOktaPush } from './okta-push.ts';
export { OktaPushError, type OktaPushErrorCode } from './okta-push-error.ts';
export { type OktaPushOptions, orgOriginOf } from './okta-push-options.ts';
export type { Rejection } from './push-result.ts';
export { isUserAttribute, type UserAttribute } from './user-attribute.ts';
