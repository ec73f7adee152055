import { envToExampleConfig } from './example-config.ts';
import { type PythonSetup, setUpGo, setUpPyotp, setUpPython } from './set-up.ts';

const config = envToExampleConfig(process.env);

/** The Python example, set up. Where it cannot be, says so in one line, or fails where it is required. */
export const findPython = (): Promise<PythonSetup | undefined> =>
  found('the example factor', 'python3', setUpPython(config));

/** The Go example, built. As `findPython`. */
export const findGo = (): Promise<string | undefined> => found('the example factor', 'go', setUpGo(config));

/** The Python that has pyotp. As `findPython`. */
export const findPyotp = (): Promise<string | undefined> =>
  found('the check of TOTP by pyotp', 'python3', setUpPyotp(config));

async function found<T>(what: string, toolchain: string, setup: Promise<T | undefined>): Promise<T | undefined> {
  const example = await setup;
  if (example !== undefined) return example;
  const line = `NOT RUN: ${what} that needs ${toolchain}, which this machine does not have`;
  if (config.required) throw new Error(line);
  process.stderr.write(`\n${line}\n\n`);
  return undefined;
}
