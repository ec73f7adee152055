import { expect, it } from 'vitest';
import { importViolations } from './import-rules.ts';

const violations = (path: string, text: string) => importViolations([{ path, text }]);

it.each([
  [
    'a factor and a store never see each other',
    'packages/soft-pin/src/a.ts',
    "import { x } from '@authfactor/store-sqlite';",
  ],
  [
    'domain code never imports generated types',
    'packages/engine/src/a.ts',
    "import type { X } from '@authfactor/proto';",
  ],
  ['nothing imports an app', 'packages/service/src/a.ts', "import { x } from '@authfactor/server';"],
  [
    'service signs and never verifies',
    'packages/service/src/a.ts',
    "import { x } from '@authfactor/assertion/verify';",
  ],
  ['a dynamic import counts', 'packages/factor/src/a.ts', "const x = await import('@authfactor/engine');"],
  ['an import for its effects counts', 'packages/factor/src/a.ts', "import '@authfactor/engine';"],
  ['a re-export counts', 'packages/factor/src/a.ts', "export { x } from '@authfactor/engine';"],
  [
    'an import over several lines counts',
    'packages/factor/src/a.ts',
    "import {\n  x,\n  y,\n} from '@authfactor/engine';",
  ],
  ['no Node in a browser', 'packages/spoken-digits/src/a.ts', "import { x } from 'node:crypto';"],
  ['jose only verifies', 'packages/assertion/src/sign/a.ts', "import { x } from 'jose';"],
  [
    'conformance sees the engine in its store suite only',
    'packages/conformance/src/factors/a.ts',
    "import { x } from '@authfactor/engine';",
  ],
  ['not through the own index', 'packages/engine/src/a.ts', "import { x } from './index.ts';"],
])('refuses: %s', (_, path, text) => {
  expect(violations(path, text).length).toBeGreaterThan(0);
});

it.each([
  ['packages/engine/src/a.ts', "import type { Factor } from '@authfactor/factor';"],
  ['packages/engine/src/a.test.ts', "import { x } from '@authfactor/store-sqlite';"],
  ['packages/service/src/a.ts', "import { x } from '@authfactor/assertion/sign';"],
  ['apps/server/src/compose.ts', "import { x } from '@authfactor/store-sqlite';"],
])('allows in %s: %s', (path, text) => {
  expect(violations(path, text)).toEqual([]);
});
