import process from 'node:process';
import { envToExampleConfig } from '../apps/server/tests/examples/example-config.ts';
import { setUpGo, setUpPyotp, setUpPython } from '../apps/server/tests/examples/set-up.ts';

/*
 * Sets up the example factors in other languages, and the other implementation of TOTP, for the tests that run them, and
 * says which there are.
 */

const config = envToExampleConfig(process.env);
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const python = await setUpPython(config);
say(python === undefined ? 'NOT RUN: python3 is absent, and with it the Python example' : `Python: ${python.venv}`);
const pyotp = await setUpPyotp(config);
if (pyotp !== undefined) say(`pyotp: ${pyotp}`);
const go = await setUpGo(config);
say(go === undefined ? 'NOT RUN: go is absent, and with it the Go example' : `Go: ${go}`);
if (config.required && (python === undefined || go === undefined)) process.exitCode = 1;
