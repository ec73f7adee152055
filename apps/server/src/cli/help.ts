import { SETTINGS } from '../settings/settings.ts';
import { SCOPES } from './token-flags.ts';

export type Command = 'serve' | 'token' | 'config';

const OVERVIEW = `authfactor: caller verification for AI voice agents

Usage: authfactor <command> [flags]

Commands
  serve      run the server until SIGTERM or SIGINT
  token      print an access token of the local issuer
  config     print the checked configuration, secrets masked

Flags
  --help     this text, or a command's own
  --version  the version

Exit codes: 0 done, 1 failed, 2 wrong arguments or configuration, 3 address in use, 4 data folder unusable or in use

Environment (what holds without it in brackets)
`;

const COMMANDS: Readonly<Record<Command, string>> = {
  serve: `Usage: authfactor serve

Runs the server. Logs are JSON lines on standard output. The first SIGTERM or SIGINT drains calls in flight within
AUTHFACTOR_DRAIN_DEADLINE and exits 0; a second one stops at once. Settings: authfactor --help
`,
  token: `Usage: authfactor token --scope <scope> [flags]

Prints an access token of the local issuer, alone on its line.

  --scope      ${SCOPES.join(', ')}; repeatable
  --tenant     [default]; repeatable
  --client     [local] the API's caller
  --subject    the person, where the token is a person's; not the client
  --auth-time  when the person logged in: now, none, seconds since 1970, or a timestamp such as 2026-01-31T09:30:00Z
               [now with --subject, otherwise none]
  --ttl        [10m] between 1s and 24h
`,
  config: `Usage: authfactor config

Prints the checked configuration as JSON, secrets masked, or every mistake in it. Settings: authfactor --help
`,
};

/** The text of `--help`, for the whole command or for one of its commands. */
export const helpText = (command?: Command): string => {
  if (command !== undefined) return COMMANDS[command];
  const settings = Object.entries(SETTINGS).map(
    ([name, { about, fallback }]) => `  ${name}\n             ${about} [${fallback}]\n`,
  );
  return OVERVIEW + settings.join('');
};
