import { measureWaitingPushes } from './waiting-pushes.ts';
import { reportOf } from './waiting-report.ts';

/*
 * 1,000 callers who wait for their pushes by long polls at one server: its memory after garbage collection and its open
 * connections while they wait, and Soft PINs that verify meanwhile in the only slot there is.
 */
const report = await measureWaitingPushes({ pushes: 1_000, looks: 4, lookMs: 8_000 });
const { lines, mistakes } = reportOf(report, 1_000);
for (const line of [...lines, ...mistakes]) process.stdout.write(`${line}\n`);
if (mistakes.length > 0) process.exitCode = 1;
