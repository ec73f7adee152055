import type {
  DeviceRequest,
  DeviceStart,
  DeviceStatus,
  Opening,
  OpenRequest,
  OutOfBandFactor,
} from '@authfactor/factor';

export interface ScriptedDeviceOptions {
  readonly factorType?: string;
  /** What asking the device gives; may wait or throw. */
  readonly start?: (request: DeviceRequest) => Promise<DeviceStart>;
  /** Stands in for polling; by default it gives what was decided. May wait or throw. */
  readonly poll?: (decided: DeviceStatus, signal: AbortSignal) => Promise<DeviceStatus>;
  /** Stands in for withdrawing a question. */
  readonly cancel?: (signal: AbortSignal) => Promise<void>;
  /** What happens before a challenge is stored; by default the factor has no `open`. */
  readonly open?: (request: OpenRequest) => Promise<Opening>;
  readonly pollIntervalMs?: number;
}

export interface ScriptedDevice extends OutOfBandFactor {
  /** How often the device was asked. */
  asked(): number;
  /** How often the provider was asked how a question stands. */
  polled(): number;
  /** How often a question was withdrawn. */
  withdrawn(): number;
  /** What polling gives from now on. */
  decide(status: DeviceStatus | DeviceStatus['kind']): void;
}

/** An out-of-band factor for tests: its device decides what the test says. Enrolled elsewhere. */
export function createScriptedDevice(options: ScriptedDeviceOptions = {}): ScriptedDevice {
  const { factorType = 'scripted-device', pollIntervalMs = 10 } = options;
  let asked = 0;
  let polled = 0;
  let withdrawn = 0;
  let status: DeviceStatus = { kind: 'waiting' };
  return {
    kind: 'out-of-band',
    pollIntervalMs,
    info: {
      factorType,
      displayName: 'Scripted device',
      categories: ['possession'],
      assurance: 'high',
      amr: ['swk'],
      phishingResistant: false,
      replayResistant: true,
      capabilities: ['out-of-band', 'cancel'],
      channels: ['out-of-band'],
      recommendedRoles: ['second'],
      enrollmentUri: 'https://device.example/enroll',
    },
    prompt: (key, _, language) => ({ promptId: `${factorType}.${key}`, text: key, language }),
    ...(options.open === undefined ? {} : { open: options.open }),
    async start(request) {
      asked += 1;
      return options.start?.(request) ?? { kind: 'started', transaction: `transaction-${asked}`, matchCode: '42' };
    },
    async poll(_, signal) {
      polled += 1;
      return options.poll?.(status, signal) ?? status;
    },
    async cancel(_, signal) {
      withdrawn += 1;
      await options.cancel?.(signal);
    },
    asked: () => asked,
    polled: () => polled,
    withdrawn: () => withdrawn,
    decide(next) {
      status = typeof next === 'string' ? { kind: next } : next;
    },
  };
}
