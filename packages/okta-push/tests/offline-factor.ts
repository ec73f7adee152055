import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createOktaPush, type OktaPushOptions } from '../src/index.ts';

export const ecKey = (namedCurve = 'P-256'): KeyObject => generateKeyPairSync('ec', { namedCurve }).privateKey;

export const OFFLINE: OktaPushOptions = {
  orgUrl: 'https://example.okta.com',
  clientId: '0oa',
  privateKey: ecKey(),
  keyId: 'key-1',
  userAttribute: 'login',
  enrollmentUri: 'https://example.okta.com/enduser/settings',
};

/** A factor that has nobody to talk to. */
export const offlineFactor = createOktaPush(OFFLINE);
