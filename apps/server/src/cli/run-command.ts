import { readFileSync } from 'node:fs';
import { type Config, envToConfig } from '../config.ts';
import { thisMachine } from '../machine.ts';
import { parseFlags } from './arguments.ts';
import { reportConfig } from './config-report.ts';
import { type Command, helpText } from './help.ts';
import { type CommandIo, EXIT, type ExitCode, UsageError } from './io.ts';
import { printToken } from './token.ts';
import { readTokenFlags } from './token-flags.ts';

/** Runs the server until it is told to stop. `report` gets a sentence where it cannot start. */
export type Serve = (config: Config, report: (sentence: string) => void) => Promise<ExitCode>;

/** The `authfactor` command. Gives its exit code. */
export const runCommand = async (argv: readonly string[], io: CommandIo, serve: Serve): Promise<ExitCode> => {
  try {
    return await dispatch(argv, io, serve);
  } catch (error) {
    io.err(`authfactor: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
};

const dispatch = async (argv: readonly string[], io: CommandIo, serve: Serve): Promise<ExitCode> => {
  const [command, ...args] = argv;
  switch (command) {
    case 'serve':
    case 'token':
    case 'config':
      if (args.includes('--help') || args.includes('-h')) return print(io, helpText(command));
      return await runKnown(command, args, io, serve);
    case '--help':
    case '-h':
    case 'help':
      return print(io, helpText());
    case '--version':
      return print(io, `${readVersion()}\n`);
    case undefined:
      throw new UsageError('a command is missing; run authfactor --help');
    default:
      throw new UsageError(`unknown command ${JSON.stringify(command)}; run authfactor --help`);
  }
};

const runKnown = async (command: Command, args: readonly string[], io: CommandIo, serve: Serve): Promise<ExitCode> => {
  const token = command === 'token' ? readTokenFlags(args, io.now()) : undefined;
  if (token === undefined) parseFlags(command, args, {});
  const reading = envToConfig(io.env, thisMachine());
  if (!reading.ok) {
    io.err(`The configuration cannot be used:\n${reading.mistakes.map((mistake) => `  - ${mistake}\n`).join('')}`);
    return EXIT.usage;
  }
  if (token !== undefined) return await printToken(token, reading.config, io);
  return command === 'config'
    ? print(io, reportConfig(reading.config))
    : await serve(reading.config, (sentence) => io.err(`authfactor: ${sentence}\n`));
};

const print = (io: CommandIo, text: string): ExitCode => {
  io.out(text);
  return EXIT.done;
};

const readVersion = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
};
