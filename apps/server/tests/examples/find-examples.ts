import { envToExampleConfig } from './example-config.ts';
import { type PythonSetup, setUpGo, setUpPython } from './set-up.ts';

const config = envToExampleConfig(process.env);

/** The Python example, set up. Where it cannot be, says so in one line, or fails where it is required. */
export const findPython = (): Promise<PythonSetup | undefined> => found('python3', setUpPython(config));

/** The Go example, built. As `findPython`. */
export const findGo = (): Promise<string | undefined> => found('go', setUpGo(config));

async function found<T>(toolchain: string, setup: Promise<T | undefined>): Promise<T | undefined> {
  const example = await setup;
  if (example !== undefined) return example;
  const line = `NOT RUN: the example factor that needs ${toolchain}, which this machine does not have`;
  if (config.required) throw new Error(line);
  process.stderr.write(`\n${line}\n\n`);
  return undefined;
}
