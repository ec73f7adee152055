import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FakeOkta, type FakeOktaOptions, startFakeOkta } from '@authfactor/okta-push/fake-okta';
import { freshDataDir } from './running-server.ts';

/** A fake Okta, and what a server process needs in its environment to use it. */
export interface FakeOktaForServer extends AsyncDisposable {
  readonly okta: FakeOkta;
  readonly env: Readonly<Record<string, string>>;
}

export async function startFakeOktaForServer(options?: FakeOktaOptions): Promise<FakeOktaForServer> {
  const okta = await startFakeOkta(options);
  const folder = await freshDataDir();
  const [caFile, keyFile] = [join(folder, 'ca.pem'), join(folder, 'okta.jwk')];
  const { clientId, keyId, privateKey } = okta.client;
  await writeFile(caFile, okta.ca);
  await writeFile(keyFile, JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: keyId }), { mode: 0o600 });
  return {
    okta,
    env: {
      NODE_EXTRA_CA_CERTS: caFile,
      AUTHFACTOR_FACTORS: 'okta-push',
      AUTHFACTOR_OKTA_ORG_URL: okta.url,
      AUTHFACTOR_OKTA_CLIENT_ID: clientId,
      AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: keyFile,
    },
    [Symbol.asyncDispose]: () => okta[Symbol.asyncDispose](),
  };
}
