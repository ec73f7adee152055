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
  /**
   * One with no failures, for a clause that causes at most so many and gives at most so many right answers (default: 1).
   * Where nobody has so many one-time codes left, waits for the time step that brings them; skips the clause where
   * everybody has failures.
   */
  take(failures?: number, rights?: number): Promise<TestSubject>;
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
  readonly sleep: (ms: number) => Promise<void>;
  /** Told before the pool waits. */
  readonly onWait?: (sentence: string) => void;
}

/** Fewer than lock for a day (accounting.md, locks). */
const FAILURES_A_DAY = 9;
const COMMAND_MS = 20_000;

interface Entry {
  readonly subject: TestSubject;
  /** How long until it has so many right answers, in ms. */
  readonly waitMs: (rights: number) => number;
  taken: number;
  /** Since the last success. */
  consecutive: number;
  total: number;
}

export function createSubjectPool({ subjects, lockAfter, heal, now, sleep, onWait }: PoolOptions): SubjectPool {
  async function wait(ms: number): Promise<void> {
    onWait?.(`every one-time code is used up: waiting ${Math.ceil(ms / 1000)} s for the next one; list more subjects`);
    await sleep(ms);
  }

  const entries = subjects.map(
    (answers): Entry => ({ ...createSubject(answers, now, wait), taken: 0, consecutive: 0, total: 0 }),
  );
  const fits = ({ consecutive, total }: Entry, failures: number): boolean =>
    lockAfter === 0 || (consecutive === 0 && total + failures <= FAILURES_A_DAY);

  return {
    async take(failures = 0, rights = 1) {
      const candidates = entries.map((entry) => ({ entry, ms: entry.waitMs(rights) }));
      candidates.sort((a, b) => a.ms - b.ms || a.entry.taken - b.entry.taken);
      for (const { entry } of candidates) {
        if (!fits(entry, failures) && (await heal(entry.subject, entry.consecutive))) {
          entry.consecutive = 0;
          entry.total = 0;
        }
        if (!fits(entry, failures)) continue;
        // Here, and not in the clause, whose challenge or lock might end meanwhile.
        for (let ms = entry.waitMs(rights); ms > 0; ms = entry.waitMs(rights)) await wait(ms);
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

function createSubject(
  { id, right, wrong }: SubjectAnswers,
  now: () => number,
  wait: (ms: number) => Promise<void>,
): Pick<Entry, 'subject' | 'waitMs'> {
  const fixed = (index = 0): string => wrong[index % wrong.length] ?? '';
  const always = (answer: TestSubject['right']) => ({ subject: { id, right: answer, wrong: fixed }, waitMs: () => 0 });
  switch (right.kind) {
    case 'text':
      return always(async () => right.text);
    case 'totp': {
      const codes = createTotpCodes(right.totp, now);
      const subject: TestSubject = {
        id,
        async right() {
          for (;;) {
            const code = codes.next();
            if (code !== undefined) return code;
            await wait(codes.waitMs(1));
          }
        },
        wrong(index = 0) {
          const usable = wrong.filter((code) => !codes.isRightSoon(code));
          return usable[index % usable.length] ?? fixed(index);
        },
      };
      return { subject, waitMs: codes.waitMs };
    }
    case 'command':
      return always((challengeId) => runCommand(right.command, id, challengeId));
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
