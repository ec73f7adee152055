import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@authfactor/source', 'node', 'import', 'module', 'default'] } },
  test: {
    include: ['{proto,packages/*,apps/*,bench,scripts}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // Files share their workers and what these have imported: a third of the time would go into importing it again.
    isolate: false,
    // Many suites wait more than they compute.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
