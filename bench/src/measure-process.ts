import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/*
 * Preloaded into a server process: at each SIGUSR2 it collects garbage and writes what is left, and how many sockets
 * others have open to it, as a line of JSON to a file.
 */
const { MEASURE_FILE: file = '' } = process.env;

export interface ProcessMeasure {
  /** Bytes, after garbage collection. */
  readonly heap: number;
  readonly rss: number;
  /** Sockets that others have opened to this process. */
  readonly accepted: number;
}

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

let accepted = 0;
subscribe('net.server.socket', (message) => {
  const { socket } = message as { readonly socket: Socket };
  accepted += 1;
  socket.once('close', () => {
    accepted -= 1;
  });
});

process.on('SIGUSR2', () => {
  // What the first one finalizes, the second one frees.
  collect();
  setImmediate(() => {
    collect();
    const { heapUsed, external, rss } = process.memoryUsage();
    const measure: ProcessMeasure = { heap: heapUsed + external, rss, accepted };
    appendFileSync(file, `${JSON.stringify(measure)}\n`);
  });
});
