import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UsageError } from './io.ts';

/**
 * Parses a command's flags; the command takes no positional arguments. Throws a `UsageError` for an unknown flag, a
 * flag without its value, a single-valued flag that is given twice (the last would win unseen), or anything else that
 * is not a flag.
 */
export const parseFlags = <T extends ParseArgsOptionsConfig>(command: string, args: readonly string[], options: T) => {
  const parse = () => {
    try {
      return parseArgs({ args: [...args], options, strict: true, allowPositionals: true, tokens: true });
    } catch (error) {
      const why =
        error instanceof Error ? error.message.replace(/\. To specify .*$/s, '').replace(/\.$/, '') : 'unknown';
      throw new UsageError(`${why}; run authfactor ${command} --help`, { cause: error });
    }
  };
  const { values, positionals, tokens } = parse();
  const [stray] = positionals;
  if (stray !== undefined) throw new UsageError(`${command} takes no argument ${JSON.stringify(stray)}; see --help`);
  const seen = new Set<string>();
  for (const token of tokens ?? []) {
    if (token.kind !== 'option') continue;
    if (seen.has(token.name) && options[token.name]?.multiple !== true) {
      throw new UsageError(`--${token.name} is given twice; give it once`);
    }
    seen.add(token.name);
  }
  return values;
};
