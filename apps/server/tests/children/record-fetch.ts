import { appendFileSync } from 'node:fs';
import { careless } from '../leaky-factor.ts';

/*
 * Preloaded into a server process of a test: what it sends by `fetch` and what comes back is written to a file, where the
 * test looks up which secrets there were. A search for the user `thrown` ends with an error that repeats all of it, one
 * for the user `control` prints it.
 */
const { RECORD_FETCH_FILE: file = '' } = process.env;
const { fetch } = globalThis;

/** One exchange, as a line of JSON. */
export interface RecordedFetch {
  readonly headers: Readonly<Record<string, string>>;
  readonly request: string;
  readonly response: string;
}

globalThis.fetch = async (input, init) => {
  const headers = Object.fromEntries(new Headers(init?.headers));
  const request = String(init?.body ?? '');
  const record = (response: string) => {
    const recorded: RecordedFetch = { headers, request, response };
    appendFileSync(file, `${JSON.stringify(recorded)}\n`);
  };
  if (String(input).includes('thrown')) {
    record('');
    throw careless(JSON.stringify({ headers, request }));
  }
  if (String(input).includes('control')) process.stderr.write(`Sending ${JSON.stringify(headers)}\n`);
  const response = await fetch(input, init);
  record(
    await response
      .clone()
      .text()
      .catch(() => ''),
  );
  return response;
};
