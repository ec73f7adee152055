import { availableParallelism } from 'node:os';
import * as scrypt from 'scrypt-kdf';

/*
 * The limit that the machine sets: scrypt alone, as many at once as there are cores, in a process with the same thread
 * pool as the server. Each message asks for one round of so many ms; the answer is how many were verified per second.
 */
const { default: kdf } = scrypt as unknown as { default: typeof scrypt };
const PIN = '481516';
const key = await kdf.kdf(PIN, { logN: 15, r: 8, p: 3 });

process.on('message', async (ms: number) => {
  const start = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      while (performance.now() - start < ms) {
        if (!(await kdf.verify(key, PIN))) throw new Error('The right PIN must verify');
        done += 1;
      }
    }),
  );
  process.send?.(done / ((performance.now() - start) / 1000));
});
