import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ContractError } from './contract-error.ts';

/**
 * What the subject does with the question that waits on their device. `fail`: nothing, but the next answer of whoever the
 * service asks about it is nonsense.
 */
export type Decision = 'approve' | 'deny' | 'fail';

/** The one who holds the subjects' devices. */
export interface DeviceHand {
  /** Decides about the newest question of the subject. */
  decide(subjectId: string, decision: Decision): Promise<void>;
  /** How often the subject's device has been asked so far. */
  asked(subjectId: string): Promise<number>;
}

/** A hand that runs `COMMAND approve|deny|fail|asked SUBJECT`; for `asked` it prints a number. */
export function createDeviceHand(command: string): DeviceHand {
  const run = async (what: Decision | 'asked', subjectId: string): Promise<string> =>
    (await promisify(execFile)('sh', ['-c', `${command} "$@"`, 'device', what, subjectId])).stdout;
  return {
    async decide(subjectId, decision) {
      await run(decision, subjectId);
    },
    async asked(subjectId) {
      const printed = (await run('asked', subjectId)).trim();
      if (!/^\d+$/.test(printed)) throw new ContractError('CANNOT_RUN', '--device asked must print a number');
      return Number(printed);
    },
  };
}
