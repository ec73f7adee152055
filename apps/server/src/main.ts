import { availableParallelism } from 'node:os';
import { threadPoolSize } from './thread-pool.ts';

// Before anything else is loaded: the pool takes its size from here when it first has work, and keeps it.
process.env.UV_THREADPOOL_SIZE = threadPoolSize(process.env, availableParallelism());

const { runCommand } = await import('./cli/run-command.ts');

process.exitCode = await runCommand(
  process.argv.slice(2),
  {
    env: process.env,
    now: Date.now,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  },
  // The other commands need none of what the server loads.
  async (config, report) => (await import('./serve.ts')).serve(config, report),
);
