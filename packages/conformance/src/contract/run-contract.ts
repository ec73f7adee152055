import type { Exchange } from './calls.ts';
import type { Clause, TestedClause, WatchedClause } from './clause.ts';
import { CLAUSES } from './clauses.ts';
import { ContractError } from './contract-error.ts';
import { createKit, type Kit, type Subject } from './kit.ts';
import { type PrintedExchange, printExchange } from './print-exchange.ts';
import { createScrubber, type Scrubber } from './scrub.ts';
import type { Watcher } from './watcher.ts';
import type { Wire } from './wire/wire.ts';

/** What became of one clause. */
export interface ClauseResult {
  readonly id: string;
  readonly text: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped. */
  readonly why?: string;
  /** What was sent and got before it failed, the last one last. */
  readonly exchanges: readonly PrintedExchange[];
  readonly ms: number;
}

export interface RunOptions extends Subject {
  readonly wire: Wire;
  /** Only these clauses; all, where it is left out. */
  readonly only?: readonly string[];
  readonly onResult?: (result: ClauseResult) => void;
}

const SHOWN = 4;

/** Runs the clauses one after the other. Throws `CANNOT_RUN` where the endpoint cannot be tested. */
export async function runContract({ wire, only, onResult, ...subject }: RunOptions): Promise<readonly ClauseResult[]> {
  const unknown = only?.filter((id) => !CLAUSES.some((clause) => clause.id === id)) ?? [];
  if (unknown.length > 0) throw new ContractError('CANNOT_RUN', `There is no clause ${unknown.join(', ')}; see --only`);
  const scrubber = createScrubber(subject.answers, Object.values(subject.tokens));
  const chosen = CLAUSES.filter(({ id }) => only === undefined || only.includes(id));
  const watched = chosen.filter((clause) => 'watch' in clause).map((clause) => watch(clause, scrubber));
  let recent: Exchange[] = [];
  const kit = await createKit(wire, subject, (exchange) => {
    recent = [...recent, exchange].slice(-SHOWN);
    for (const watcher of watched) watcher.look(exchange);
  });

  const results: ClauseResult[] = [];
  const report = (result: ClauseResult): void => {
    results.push(result);
    onResult?.(result);
  };
  for (const clause of chosen) {
    if ('watch' in clause || (clause.onDevice && !kit.onDevice)) continue;
    recent = [];
    const started = performance.now();
    const outcome = skipReason(clause, kit) ?? (await runTest(clause, kit));
    const exchanges = outcome.status === 'failed' ? recent.map((exchange) => printed(exchange, scrubber)) : [];
    report({
      id: clause.id,
      text: clause.text,
      ...outcome,
      ...(outcome.why === undefined ? {} : { why: scrubber.scrub(outcome.why) }),
      exchanges,
      ms: Math.round(performance.now() - started),
    });
  }
  for (const watcher of watched) report(watcher.result());
  return results.toSorted((a, b) => order(a.id) - order(b.id));
}

interface Outcome {
  readonly status: ClauseResult['status'];
  readonly why?: string;
}

async function runTest(clause: TestedClause, kit: Kit): Promise<Outcome> {
  try {
    await clause.test(kit);
    return { status: 'passed' };
  } catch (fault) {
    if (fault instanceof ContractError && fault.code === 'CLAUSE_SKIPPED') {
      return { status: 'skipped', why: fault.message };
    }
    const why = fault instanceof Error ? fault.message : String(fault);
    return { status: 'failed', why: fault instanceof ContractError ? why : `The test itself failed: ${why}` };
  }
}

function skipReason({ profiles, needs = [] }: Clause, kit: Kit): Outcome | undefined {
  if (profiles !== undefined && !profiles.includes(kit.profile)) {
    return { status: 'skipped', why: `not part of the profile ${kit.profile}` };
  }
  const missing = needs.filter((need) => !kit.has(need));
  if (missing.length === 0) return undefined;
  return { status: 'skipped', why: `needs ${missing.map((need) => `--${need}`).join(' and ')}` };
}

interface RunningWatch {
  look(exchange: Exchange): void;
  result(): ClauseResult;
}

function watch(clause: WatchedClause, scrubber: Scrubber): RunningWatch {
  const watcher: Watcher = clause.watch();
  let found: { readonly why: string; readonly exchange: Exchange } | undefined;
  return {
    look(exchange) {
      const why = found === undefined ? watcher.look(exchange) : undefined;
      if (why !== undefined) found = { why, exchange };
    },
    result: () => ({
      id: clause.id,
      text: clause.text,
      status: found === undefined ? 'passed' : 'failed',
      ...(found === undefined ? {} : { why: scrubber.scrub(found.why) }),
      exchanges: found === undefined ? [] : [printed(found.exchange, scrubber)],
      ms: 0,
    }),
  };
}

const printed = (exchange: Exchange, scrubber: Scrubber): PrintedExchange =>
  scrubber.scrubJson(printExchange(exchange));

const order = (id: string): number => CLAUSES.findIndex((clause) => clause.id === id);
