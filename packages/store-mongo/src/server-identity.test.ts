import { expect, it } from 'vitest';
import { identityOf } from './server-identity.ts';

it.each([
  [{ version: '8.0.4', storageEngines: ['wiredTiger'] }, 'MongoDB', '8.0.4'],
  [{ version: '8.2.11', secantusVersion: '0.7.0b3' }, 'SecantusDB', '0.7.0b3'],
  [{ version: '7.0.42', ferretdbVersion: 'v1.24.0' }, 'FerretDB', 'v1.24.0'],
  [{ version: '7.0.77', ferretdb: { version: 'v2.7.0' } }, 'FerretDB', 'v2.7.0'],
  [{ version: '7.0.0' }, 'unknown MongoDB-compatible server', '7.0.0'],
  [{}, 'unknown MongoDB-compatible server', 'unknown'],
])('%j is %s %s', (buildInfo, name, version) => {
  expect(identityOf(buildInfo)).toEqual({ name, version });
});
