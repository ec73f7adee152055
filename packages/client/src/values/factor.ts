import type { FactorInfo, Availability as ProtoAvailability } from '@authfactor/proto';
import {
  ASSURANCES,
  type Assurance,
  CAPABILITIES,
  CATEGORIES,
  type Capability,
  type Category,
  CHANNELS,
  type Channel,
  ROLES,
  type Role,
} from './names.ts';
import { dateOf, millisecondsOf } from './time.ts';

/** An administrator's switches for one factor in one tenant. */
export interface Availability {
  readonly enrollmentEnabled: boolean;
  readonly challengesEnabled: boolean;
  /** Counts changes; 0 while nothing was ever stored. */
  readonly revision: number;
  readonly updatedAt: Date | undefined;
  readonly updatedBy: string;
  readonly reason: string;
}

/** What a factor is. */
export interface Factor {
  readonly factorType: string;
  readonly displayName: string;
  readonly categories: readonly Category[];
  /** `undefined`: not said. */
  readonly assurance: Assurance | undefined;
  readonly amr: readonly string[];
  readonly phishingResistant: boolean;
  readonly replayResistant: boolean;
  readonly capabilities: readonly Capability[];
  readonly channels: readonly Channel[];
  readonly availability: Availability;
  readonly recommendedRoles: readonly Role[];
  readonly challengeTtlMs: number | undefined;
  readonly idempotencyWindowMs: number | undefined;
  /** Empty where the user enrols through this service. */
  readonly enrollmentUri: string;
}

/** An absent message counts as switched off. */
export const readAvailability = (availability: ProtoAvailability | undefined): Availability => ({
  enrollmentEnabled: availability?.enrollmentEnabled ?? false,
  challengesEnabled: availability?.challengesEnabled ?? false,
  revision: Number(availability?.revision ?? 0n),
  updatedAt: dateOf(availability?.updatedAt),
  updatedBy: availability?.updatedBy ?? '',
  reason: availability?.reason ?? '',
});

export const readFactor = (info: FactorInfo): Factor => ({
  factorType: info.factorType,
  displayName: info.displayName,
  categories: CATEGORIES.namesOf(info.categories),
  assurance: ASSURANCES.nameOf(info.assurance),
  amr: info.amr,
  phishingResistant: info.phishingResistant,
  replayResistant: info.replayResistant,
  capabilities: CAPABILITIES.namesOf(info.capabilities),
  channels: CHANNELS.namesOf(info.channels),
  availability: readAvailability(info.availability),
  recommendedRoles: ROLES.namesOf(info.recommendedRoles),
  challengeTtlMs: millisecondsOf(info.challengeTtl),
  idempotencyWindowMs: millisecondsOf(info.idempotencyWindow),
  enrollmentUri: info.enrollmentUri,
});
