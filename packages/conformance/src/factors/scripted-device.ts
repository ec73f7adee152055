import type { DeviceStart, DeviceStatus, OutOfBandFactor } from '@authfactor/factor';

export interface ScriptedDeviceOptions {
  readonly factorType?: string;
  /** What asking the device gives; may wait or throw. */
  readonly start?: () => Promise<DeviceStart>;
  readonly pollIntervalMs?: number;
}

export interface ScriptedDevice extends OutOfBandFactor {
  /** How often the device was asked. */
  asked(): number;
  /** How often a question was withdrawn. */
  withdrawn(): number;
  /** What polling gives from now on. */
  decide(status: DeviceStatus): void;
}

/** An out-of-band factor for tests: its device decides what the test says. Enrolled elsewhere. */
export function createScriptedDevice(options: ScriptedDeviceOptions = {}): ScriptedDevice {
  const { factorType = 'scripted-device', pollIntervalMs = 10 } = options;
  let asked = 0;
  let withdrawn = 0;
  let status: DeviceStatus = 'waiting';
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
    async start() {
      asked += 1;
      return options.start?.() ?? { kind: 'started', transaction: `transaction-${asked}`, matchCode: '42' };
    },
    poll: async () => status,
    async cancel() {
      withdrawn += 1;
    },
    asked: () => asked,
    withdrawn: () => withdrawn,
    decide(next) {
      status = next;
    },
  };
}
