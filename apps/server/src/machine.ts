import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Machine } from './config.ts';
import { isExposed } from './key-file.ts';

/** The machine that this process runs on. */
export const thisMachine = (): Machine => ({
  cores: availableParallelism(),
  readFile: (path) => readFileSync(path, 'utf8'),
  readKeyFile(path) {
    const file = openSync(path, 'r');
    try {
      // Asked of the open file, so that it cannot be exchanged in between.
      const exposed = isExposed(fstatSync(file).mode);
      return { text: readFileSync(file, 'utf8'), exposed };
    } finally {
      closeSync(file);
    }
  },
});
