import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

/** Tests that load code with mistakes put into it, which nothing else may meet. */
const BROKEN_CODE = ['packages/conformance/tests/model/**/*.test.ts'];

export default defineConfig({
  ssr: { resolve: { conditions: ['@authfactor/source', 'node', 'import', 'module', 'default'] } },
  test: {
    // Many suites wait more than they compute.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['{proto,packages/*,apps/*,bench,scripts}/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...BROKEN_CODE],
          // Files share their workers and what these have imported: a third of the time would go into importing it again.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: BROKEN_CODE } },
    ],
  },
});
