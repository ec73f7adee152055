import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { PYOTP_PEER } from '../examples/set-up.ts';

/** What an app made of a URI. Times are in seconds since the Unix epoch. */
export interface PyotpApp {
  readonly issuer: string;
  readonly name: string;
  readonly algorithm: string;
  readonly digits: number;
  readonly period: number;
  /** Of the times that were asked for. */
  readonly codes: readonly string[];
  /** Which of them pyotp takes at `now`, with a step of drift. */
  readonly taken: readonly boolean[];
}

/** A seed that pyotp's side made. */
export interface PyotpSeed {
  readonly uri: string;
  readonly hex: string;
}

interface AppQuestion {
  readonly ask: 'app';
  readonly uri: string;
  readonly times: readonly number[];
  readonly now: number;
}

interface SeedQuestion {
  readonly ask: 'seed';
  readonly algorithm: string;
  readonly digits: number;
  readonly period: number;
  readonly bytes: number;
}

export type PyotpQuestion = AppQuestion | SeedQuestion;

type PyotpAnswer<Question> = Question extends AppQuestion ? PyotpApp : PyotpSeed;

/** Asks all of it of one process. Rejects with what Python complained of. */
export async function askPyotp<Question extends PyotpQuestion>(
  python: string,
  questions: readonly Question[],
): Promise<readonly PyotpAnswer<Question>[]> {
  const child = spawn(python, [join(PYOTP_PEER, 'peer.py')], { env: {} });
  const closed = once(child, 'close');
  child.stdin.end(JSON.stringify(questions));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await closed;
  if (code !== 0) throw new Error(`Python ended with ${code}: ${err}`);
  return JSON.parse(out);
}
