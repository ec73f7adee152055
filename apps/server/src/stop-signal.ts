import { constants } from 'node:os';

/**
 * Resolves with the name of what asks the process to stop: SIGTERM, SIGINT, or the end of the parent that holds its
 * message channel. From then on a second signal ends it at once.
 */
export const waitForStop = (): Promise<string> =>
  new Promise((resolve) => {
    let stopping = false;
    const onSignal = (signal: 'SIGTERM' | 'SIGINT') => {
      if (stopping) process.exit(128 + constants.signals[signal]);
      stopping = true;
      resolve(signal);
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
    if (!process.connected) return;
    process.once('disconnect', () => {
      stopping = true;
      resolve('the parent process ended');
    });
  });
