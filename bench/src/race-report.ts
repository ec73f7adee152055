import { LIMIT, type RacedAccount } from './race.ts';
import type { Told } from './wrong-answer.ts';

const TOLD: readonly Told[] = ['mismatched', 'lost', 'SUBJECT_LOCKED', 'CHALLENGE_CLOSED', 'other'];
const COLUMNS: readonly string[] = ['allowed', 'compared', 'counted', ...TOLD];

/** What is wrong with how a race ended, a sentence each; empty where every limit held and nothing was lost. */
export function mistakesOf(accounts: readonly RacedAccount[], answersPerAccount: number): readonly string[] {
  return accounts.flatMap(({ subject, compared, counted, told }) => {
    const times = (name: Told): number => told.get(name) ?? 0;
    const all = TOLD.reduce((sum, name) => sum + times(name), 0);
    const checks: readonly (readonly [boolean, string])[] = [
      [compared <= LIMIT, `${compared} answers were compared, and ${LIMIT} are allowed`],
      [compared <= counted, `${compared} answers were compared, and ${counted} are counted`],
      [times('mismatched') <= compared, 'more answers were told as compared than were'],
      [times('mismatched') + times('lost') === counted, `${counted} attempts are counted, and others were told`],
      [all === answersPerAccount, `${all} of ${answersPerAccount} answers have an outcome`],
      [times('other') === 0, 'an answer ended as none of these may end'],
    ];
    return checks.flatMap(([holds, what]) => (holds ? [] : [`${subject}: ${what}`]));
  });
}

/** Whether every account has had exactly the comparisons that it allows. */
export const isExact = (accounts: readonly RacedAccount[]): boolean =>
  accounts.every(({ compared, counted }) => compared === LIMIT && counted === LIMIT);

/** A line for each account and one for all. */
export function tableOf(accounts: readonly RacedAccount[]): string {
  const rows = accounts.map(({ subject, compared, counted, told }) => ({
    name: subject,
    cells: [LIMIT, compared, counted, ...TOLD.map((name) => told.get(name) ?? 0)],
  }));
  const total = COLUMNS.map((_, i) => rows.reduce((sum, { cells }) => sum + (cells[i] ?? 0), 0));
  const lines = [...rows, { name: 'all', cells: total }].map(({ name, cells }) => line(name, cells.map(String)));
  return [line('account', COLUMNS), ...lines].join('\n');
}

const line = (name: string, cells: readonly string[]): string =>
  [name.padEnd(12), ...cells.map((cell, i) => cell.padStart((COLUMNS[i]?.length ?? 0) + 2))].join('');
