import { createOktaPush } from '@authfactor/okta-push';
import { startFakeOkta } from '@authfactor/okta-push/fake-okta';

const okta = await startFakeOkta(); // in place of https://example.okta.com
export const oktaPush = createOktaPush({
  orgUrl: okta.url,
  clientId: okta.client.clientId,
  privateKey: okta.client.privateKey, // createPrivateKey(await readFile('client-key.pem'))
  keyId: okta.client.keyId,
  userAttribute: 'login',
  enrollmentUri: `${okta.url}/enduser/settings`,
});
export const prompt = oktaPush.prompt('first', {}, 'en-US'); // { promptId: 'okta-push.first', text: 'I have sent …' }
await okta[Symbol.asyncDispose]();
