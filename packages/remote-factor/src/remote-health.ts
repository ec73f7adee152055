/** Whether the remote is worth a call. */
export interface RemoteHealth extends Disposable {
  isDown(): boolean;
  succeeded(): void;
  failed(error: unknown): void;
}

interface HealthOptions {
  /** Asks the remote for something that costs it nothing; rejects while it is down. */
  readonly probe: () => Promise<void>;
  readonly probeIntervalMs: number;
  readonly onDown: (error: unknown) => void;
  readonly onUp: () => void;
}

/** So many failures one after the other, and callers no longer wait for the next one. */
const FAILURES = 3;

/**
 * Remembers whether the remote answers. While it is down, nobody has to wait for a timeout to learn that: it is probed
 * in the background until it answers again.
 */
export function createRemoteHealth({ probe, probeIntervalMs, onDown, onUp }: HealthOptions): RemoteHealth {
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let disposed = false;

  const isDown = (): boolean => timer !== undefined;

  function schedule(): void {
    timer = setTimeout(() => void look(), probeIntervalMs);
    timer.unref();
  }

  async function look(): Promise<void> {
    const answered = await probe().then(
      () => true,
      () => false,
    );
    if (disposed) return;
    if (!answered) return schedule();
    timer = undefined;
    failures = 0;
    onUp();
  }

  return {
    isDown,
    succeeded() {
      if (!isDown()) failures = 0;
    },
    failed(error) {
      if (isDown() || disposed) return;
      failures += 1;
      if (failures < FAILURES) return;
      onDown(error);
      schedule();
    },
    [Symbol.dispose]() {
      disposed = true;
      clearTimeout(timer);
    },
  };
}
