import { ErrorReason as ProtoReason } from '@authfactor/proto';

type ReasonName = Exclude<keyof typeof ProtoReason, 'UNSPECIFIED'>;

/** Why a call failed, by its name in the contract. `UNKNOWN`: the failure named none, or one that is newer than this. */
export type ErrorReason = ReasonName | 'UNKNOWN';

const isReasonName = (name: string): name is ReasonName => name !== 'UNSPECIFIED' && Object.hasOwn(ProtoReason, name);

export const readErrorReason = (name: string): ErrorReason => (isReasonName(name) ? name : 'UNKNOWN');
