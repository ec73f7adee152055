import type { CredentialRecord, FactorEnrollment, InputSpec } from '@authfactor/factor';
import { checkPin, historyViolation } from '@authfactor/soft-pin-rules';
import type { Kdf, KdfParameters } from './kdf.ts';
import type { PinRecords, RecordRole } from './pin-record.ts';

/** A new PIN must differ from this many, the current one among them. */
export const REMEMBERED_PINS = 5;

export interface SoftPinEnrollmentDeps {
  readonly kdf: Kdf;
  readonly records: PinRecords;
  readonly parameters: KdfParameters;
  readonly input: InputSpec;
}

/** Enrolment: the rules on shape, the comparison with the last five PINs, the new record. */
export function createSoftPinEnrollment({ kdf, records, parameters, input }: SoftPinEnrollmentDeps): FactorEnrollment {
  return {
    input: { ...input, confirm: true },
    check: (value) => checkPin(new TextDecoder().decode(value.reveal())),
    async complete(_permit, { context, value, current, history }) {
      const pin = value.reveal();
      const damaged: number[] = [];
      const former: readonly (readonly [RecordRole, CredentialRecord])[] = [
        ...(current ? [['current', current] as const] : []),
        ...history.map((record) => ['history', record] as const),
      ];
      // One after the other: one permit is one core.
      for (const [role, { generation, record }] of former.slice(0, REMEMBERED_PINS)) {
        const opened = records.open({ ...context, generation }, role, record);
        if (opened.kind === 'damaged') {
          damaged.push(generation);
          continue;
        }
        try {
          if (await kdf.verify(opened.hash, pin)) return { kind: 'rejected', rejections: [historyViolation], damaged };
        } finally {
          opened.hash.fill(0);
        }
      }
      const hash = await kdf.hash(pin, parameters);
      try {
        return { kind: 'accepted', record: records.seal(context, 'current', hash), damaged };
      } finally {
        hash.fill(0);
      }
    },
  };
}
