import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { SubjectAnswers } from './answers-file.ts';
import { skip } from './must.ts';
import { createTotpCodes } from './totp-codes.ts';

/** A subject that a clause works with. */
export interface TestSubject {
  readonly id: string;
  /** The right answer to a challenge; one that was not given before, for one-time factors. */
  right(challengeId: string): Promise<string>;
  /** A wrong one; the same for the same number. */
  wrong(index?: number): string;
}

/** Hands out subjects so that no clause meets what an earlier one left, and none has to wait for a lock to end. */
export interface SubjectPool {
  /** One with no failures, for a clause that causes at most so many. Skips the clause where there is none left. */
  take(failures?: number): Promise<TestSubject>;
  /** What became of a subject's answer. */
  count(id: string, what: 'success' | 'failure'): void;
}

export interface PoolOptions {
  readonly subjects: readonly SubjectAnswers[];
  /** Failures in a row that lock a subject; 0: none do. */
  readonly lockAfter: number;
  /** Makes a subject forget its failures; gives whether it did. */
  readonly heal: (subject: TestSubject, consecutive: number) => Promise<boolean>;
  /** Ms since the Unix epoch. */
  readonly now: () => number;
}

/** Fewer than lock for a day (accounting.md, locks). */
const FAILURES_A_DAY = 9;
const COMMAND_MS = 20_000;

interface Entry {
  readonly subject: TestSubject;
  taken: number;
  /** Since the last success. */
  consecutive: number;
  total: number;
}

export function createSubjectPool({ subjects, lockAfter, heal, now }: PoolOptions): SubjectPool {
  const entries = subjects.map(
    (answers): Entry => ({
      subject: createSubject(answers, now),
      taken: 0,
      consecutive: 0,
      total: 0,
    }),
  );
  const fits = ({ consecutive, total }: Entry, failures: number): boolean =>
    lockAfter === 0 || (consecutive === 0 && total + failures <= FAILURES_A_DAY);

  return {
    async take(failures = 0) {
      for (const entry of entries.toSorted((a, b) => a.taken - b.taken)) {
        if (!fits(entry, failures) && (await heal(entry.subject, entry.consecutive))) {
          entry.consecutive = 0;
          entry.total = 0;
        }
        if (!fits(entry, failures)) continue;
        entry.taken += 1;
        return entry.subject;
      }
      return skip('no subject without failures is left: list more subjects, or give --admin-token to unlock them');
    },
    count(id, what) {
      const entry = entries.find(({ subject }) => subject.id === id);
      if (entry === undefined) return;
      entry.consecutive = what === 'success' ? 0 : entry.consecutive + 1;
      if (what === 'failure') entry.total += 1;
    },
  };
}

function createSubject({ id, right, wrong }: SubjectAnswers, now: () => number): TestSubject {
  const fixed = (index: number): string => wrong[index % wrong.length] ?? '';
  switch (right.kind) {
    case 'text':
      return { id, right: async () => right.text, wrong: (index = 0) => fixed(index) };
    case 'totp': {
      const codes = createTotpCodes(right.totp, now);
      return {
        id,
        right: async () => codes.next() ?? skip(`the one-time codes of ${id} are used up: list more subjects`),
        wrong(index = 0) {
          const usable = wrong.filter((code) => !codes.isRight(code));
          return usable[index % usable.length] ?? fixed(index);
        },
      };
    }
    case 'command':
      return { id, right: (challengeId) => runCommand(right.command, id, challengeId), wrong: (i = 0) => fixed(i) };
    default:
      return right satisfies never;
  }
}

async function runCommand(command: readonly string[], subject: string, challenge: string): Promise<string> {
  const fill = (part: string): string => part.replaceAll('{subject}', subject).replaceAll('{challenge}', challenge);
  const [program = '', ...args] = command.map(fill);
  const { stdout } = await promisify(execFile)(program, args, { timeout: COMMAND_MS });
  return stdout.trim();
}
