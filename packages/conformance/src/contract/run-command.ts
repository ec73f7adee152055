import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { readAnswers } from './answers-file.ts';
import { ContractError } from './contract-error.ts';
import { createDeviceHand } from './device-hand.ts';
import { HELP, type Options, readOptions } from './options.ts';
import { jsonReport } from './report/json.ts';
import { junitReport } from './report/junit.ts';
import { summary, tableLine, waitLine } from './report/table.ts';
import { type ClauseResult, runContract } from './run-contract.ts';
import { createWire } from './wire/create-wire.ts';

/** Where the command writes. */
export interface CommandIo {
  out(text: string): void;
  err(text: string): void;
}

const EXIT = { ok: 0, failed: 1, cannotRun: 2 } as const;
const LARGEST_SEED = 2 ** 31 - 1;

/** The `authfactor-conformance` command. Gives its exit code: 0 nothing failed, 1 a clause failed, 2 it could not run. */
export async function runCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const options = readOptions(argv);
    if (options === 'help') {
      io.out(HELP);
      return EXIT.ok;
    }
    return await run(options, io);
  } catch (fault) {
    io.err(`authfactor-conformance: ${fault instanceof Error ? fault.message : String(fault)}\n`);
    return EXIT.cannotRun;
  }
}

async function run(options: Options, io: CommandIo): Promise<number> {
  const { target, protocol, profile, factorType, restart, device, seed = randomInt(LARGEST_SEED), ...rest } = options;
  const answers = readAnswers(await read(options.answersFile));
  const ca = options.caFile === undefined ? undefined : await read(options.caFile);
  using wire = createWire(protocol, { ...target, ...(ca === undefined ? {} : { ca }) });
  const facts = { target: `${target.host}:${target.port}`, protocol, profile, factor: factorType, seed };
  io.out(`${factorType} at ${facts.target} over ${protocol}, profile ${profile}, seed ${seed}\n\n`);
  const results = await runContract({
    ...rest,
    profile,
    factorType,
    wire,
    answers,
    seed,
    ...(restart === undefined ? {} : { restart: () => runShell(restart) }),
    ...(device === undefined ? {} : { device: createDeviceHand(device) }),
    onResult: (result) => io.out(`${tableLine(result)}\n`),
    onWait: (sentence) => io.out(`${waitLine(sentence)}\n`),
  });
  const name = `${factorType} ${protocol} ${profile}`;
  io.out(`${summary(results, name)}\n`);
  if (options.junitFile !== undefined) await writeFile(options.junitFile, junitReport(results, name));
  if (options.jsonFile !== undefined) await writeFile(options.jsonFile, jsonReport(results, facts));
  return results.some((result) => counts(result, options.strict)) ? EXIT.failed : EXIT.ok;
}

/** Whether a result fails the run. */
const counts = ({ status, why }: ClauseResult, strict: boolean): boolean =>
  status === 'failed' || (strict && status === 'skipped' && !why?.startsWith('not part of the profile'));

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ContractError('CANNOT_RUN', `${file} cannot be read; give a file that is there`, { cause });
  }
}

async function runShell(command: string): Promise<void> {
  await promisify(execFile)('sh', ['-c', command]);
}
