import type { ClauseResult } from '../run-contract.ts';

const MARKS = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' } as const;
const WIDTH = 96;

/** One line a clause, for people. */
export function tableLine({ id, status, text, why, ms }: ClauseResult): string {
  const time = status === 'skipped' ? '' : `${ms} ms`;
  const line = `${MARKS[status]} ${id.padEnd(5)} ${shorten(text).padEnd(WIDTH)} ${time}`.trimEnd();
  return status === 'skipped' ? `${line}\n           ${why ?? ''}` : line;
}

/** What is waited for, above the line of the clause that needs it. */
export const waitLine = (sentence: string): string => `wait       ${sentence}`;

/** What failed, with what was sent and got, and the numbers. */
export function summary(results: readonly ClauseResult[], header: string): string {
  const count = (status: ClauseResult['status']): number => results.filter((result) => result.status === status).length;
  const failures = results.filter(({ status }) => status === 'failed').map(describeFailure);
  const numbers = `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
  return [...failures, `${header}: ${numbers}`].join('\n');
}

/** The whole of a failure. Answers are redacted already. */
export function describeFailure({ id, text, why, exchanges }: ClauseResult): string {
  const lines = exchanges.flatMap(({ method, sent, got }) => [
    `  ${method}`,
    `    sent ${JSON.stringify(sent)}`,
    `    got  ${JSON.stringify(got)}`,
  ]);
  return [`\nClause ${id}: ${text}`, `  ${why ?? ''}`, ...lines, ''].join('\n');
}

const shorten = (text: string): string => (text.length <= WIDTH ? text : `${text.slice(0, WIDTH - 1)}…`);
