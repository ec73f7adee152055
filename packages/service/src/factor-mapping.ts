import type { AvailabilityView, FactorView, SubjectStatusView } from '@authfactor/engine';
import {
  type Availability,
  AvailabilitySchema,
  type FactorInfo,
  FactorInfoSchema,
  type SubjectStatus,
  SubjectStatus_State,
  SubjectStatusSchema,
} from '@authfactor/proto';
import { create } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import { assuranceToProto, capabilityToProto, categoryToProto, channelToProto, roleToProto } from './enum-mapping.ts';
import { optionalTimestamp } from './time-mapping.ts';

export function factorToProto({ info, availability, challengeTtlMs, idempotencyWindowMs }: FactorView): FactorInfo {
  return create(FactorInfoSchema, {
    factorType: info.factorType,
    displayName: info.displayName,
    categories: info.categories.map((category) => categoryToProto[category]),
    assurance: assuranceToProto[info.assurance],
    amr: [...info.amr],
    phishingResistant: info.phishingResistant,
    replayResistant: info.replayResistant,
    capabilities: info.capabilities.map((capability) => capabilityToProto[capability]),
    channels: info.channels.map((channel) => channelToProto[channel]),
    availability: availabilityToProto(availability),
    recommendedRoles: info.recommendedRoles.map((role) => roleToProto[role]),
    challengeTtl: durationFromMs(challengeTtlMs),
    idempotencyWindow: durationFromMs(idempotencyWindowMs),
    enrollmentUri: info.enrollmentUri ?? '',
  });
}

export function availabilityToProto(view: AvailabilityView): Availability {
  return create(AvailabilitySchema, {
    enrollmentEnabled: view.enrollmentEnabled,
    challengesEnabled: view.challengesEnabled,
    revision: BigInt(view.revision),
    ...optionalTimestamp('updatedAt', view.updatedAt),
    updatedBy: view.updatedBy ?? '',
    reason: view.reason ?? '',
  });
}

const statusStates = {
  'not-enrolled': SubjectStatus_State.NOT_ENROLLED,
  active: SubjectStatus_State.ACTIVE,
  locked: SubjectStatus_State.LOCKED,
  disabled: SubjectStatus_State.DISABLED,
} as const;

export function statusToProto(view: SubjectStatusView): SubjectStatus {
  return create(SubjectStatusSchema, {
    state: statusStates[view.state],
    ...optionalTimestamp('lockedUntil', view.lockedUntil),
    ...optionalTimestamp('enrolledAt', view.enrolledAt),
    credentialRevision: BigInt(view.credentialRevision),
    factorType: view.factorType,
  });
}
