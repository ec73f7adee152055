import { asyncModelRun, asyncProperty, check } from 'fast-check';
import type { TestedClause } from '../clause.ts';
import { ContractError } from '../contract-error.ts';
import type { Kit } from '../kit.ts';
import { newSubjectModel } from '../model/challenge-model.ts';
import { begin, type Real, sequences } from '../model/commands.ts';
import { skip } from '../must.ts';

/** Between fast-check's path and the path within the sequence. */
const SEPARATOR = '@';
const SHRINK_MS = 20_000;

/** The whole state machine, at random. */
export const STATE_MACHINE: readonly TestedClause[] = [
  {
    id: '7.1',
    text: 'Any sequence of begins, answers, repetitions, cancels and reads must go as the state machine of this contract has it.',
    async test(kit) {
      kit.inBand();
      const [path, replayPath] = kit.path?.split(SEPARATOR) ?? [];
      let ran = 0;
      let starved: string | undefined;
      const property = asyncProperty(sequences(kit, isCurable(kit), replayPath), async (steps) => {
        const lockAfter = kit.lockAfter === 0 ? Number.POSITIVE_INFINITY : kit.lockAfter;
        let real: Real;
        try {
          real = { kit, subject: await kit.pool.take(kit.lockAfter), opened: [] };
        } catch (fault) {
          if (!(fault instanceof ContractError) || fault.code !== 'CLAUSE_SKIPPED') throw fault;
          starved = fault.message;
          return;
        }
        ran += 1;
        await asyncModelRun(async () => {
          const model = newSubjectModel(lockAfter);
          // Without a challenge nearly every step would be left out.
          await begin().run(model, real);
          return { model, real };
        }, steps);
      });
      const result = await check(property, {
        numRuns: kit.runs,
        seed: kit.seed,
        interruptAfterTimeLimit: Math.max(SHRINK_MS, kit.patienceMs * 2),
        ...(path === undefined ? {} : { path }),
      });
      if (result.failed && result.counterexample !== null) {
        const steps = String(result.counterexample[0]);
        const [, replay = ''] = /replayPath="([^"]*)"/.exec(steps) ?? [];
        const why = result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance);
        const again = `--seed ${result.seed} --path ${result.counterexamplePath}${SEPARATOR}${replay}`;
        throw new ContractError(
          'CLAUSE_BROKEN',
          `${why}; the steps were ${steps.replace(/\s*\/\*.*\*\//, '')}; replay with ${again}`,
        );
      }
      if (ran === 0) skip(starved ?? 'no sequence was run');
      return undefined;
    },
  },
];

/** Whether the subject can be unlocked again, or never locks. */
const isCurable = (kit: Kit): boolean => kit.lockAfter === 0 || kit.has('admin-token');
