import { setTimeout } from 'node:timers/promises';
import type { Readiness } from '@authfactor/engine';
import { type Health, HealthCheckResponse_ServingStatus as Status } from '@authfactor/proto/grpc-health';
import { Code, type ServiceImpl } from '@connectrpc/connect';
import { contractError } from './error-mapping.ts';

export interface HealthMonitor {
  /** Whether calls are served: the switch is on and the engine is ready. Asked of the engine at most once a second. */
  check(): Promise<Readiness>;
  /** From now on not serving; ends every watch once it has been told. */
  stopServing(): void;
}

export interface HealthMonitorOptions {
  readonly readiness: () => Promise<Readiness>;
  /** Ms since the Unix epoch. */
  readonly now: () => number;
}

const CHECK_INTERVAL_MS = 1000;

export function createHealthMonitor({ readiness, now }: HealthMonitorOptions): HealthMonitor {
  let serving = true;
  let last: { readonly at: number; readonly result: Promise<Readiness> } | undefined;
  return {
    async check() {
      if (!serving) return { ready: false, why: 'The server is shutting down' };
      if (last === undefined || now() - last.at >= CHECK_INTERVAL_MS) {
        const result = readiness().catch((): Readiness => ({ ready: false, why: 'The readiness check failed' }));
        last = { at: now(), result };
      }
      return last.result;
    },
    stopServing() {
      serving = false;
    },
  };
}

/** `grpc.health.v1.Health`. `services` are the names that may be asked for besides the empty one. */
export function createHealthService(options: {
  readonly monitor: HealthMonitor;
  readonly services: ReadonlySet<string>;
  /** Aborts when the server starts to drain. */
  readonly draining: AbortSignal;
}): ServiceImpl<typeof Health> {
  const { monitor, services, draining } = options;
  const isKnown = (service: string): boolean => service === '' || services.has(service);
  const status = async (): Promise<Status> => ((await monitor.check()).ready ? Status.SERVING : Status.NOT_SERVING);

  return {
    async check({ service }) {
      if (isKnown(service)) return { status: await status() };
      throw contractError('INVALID_REQUEST', 'There is no such service; ask for one of the contract, or for ""', {
        code: Code.NotFound,
        violations: [{ field: 'service', description: 'must name a service of this server' }],
      });
    },
    async *watch({ service }, context) {
      const stop = AbortSignal.any([context.signal, draining]);
      let told: Status | undefined;
      while (!context.signal.aborted) {
        const current = isKnown(service) ? await status() : Status.SERVICE_UNKNOWN;
        if (current !== told) yield { status: current };
        told = current;
        if (draining.aborted) return;
        await setTimeout(CHECK_INTERVAL_MS, undefined, { signal: stop }).catch(() => undefined);
      }
    },
    async list() {
      const current = { status: await status() };
      return { statuses: Object.fromEntries(['', ...services].map((service) => [service, current])) };
    },
  };
}
