import type { Assurance, Category, Channel, FactorInfo, Role } from '@authfactor/factor';
import * as wire from '@authfactor/proto';
import { RemoteFactorError } from './remote-factor-error.ts';

const channels = new Map<wire.Channel, Channel>([
  [wire.Channel.TEXT, 'text'],
  [wire.Channel.KEYPAD, 'keypad'],
  [wire.Channel.SPEECH, 'speech'],
]);
const categories = new Map<wire.Category, Category>([
  [wire.Category.KNOWLEDGE, 'knowledge'],
  [wire.Category.POSSESSION, 'possession'],
  [wire.Category.INHERENCE, 'inherence'],
]);
const assurances = new Map<wire.Assurance, Assurance>([
  [wire.Assurance.LOW, 'low'],
  [wire.Assurance.MEDIUM, 'medium'],
  [wire.Assurance.HIGH, 'high'],
]);
const roles = new Map<wire.Role, Role>([
  [wire.Role.SINGLE, 'single'],
  [wire.Role.FIRST, 'first'],
  [wire.Role.SECOND, 'second'],
]);

const NAME_LENGTH = 1_024;
const AMR_VALUES = 16;

/**
 * What the remote says of the factor, as far as it holds from here: subjects enrol there, challenges can be canceled
 * here. Values that this version does not know are left out. Throws `RemoteFactorError` (`unfit`, `nonsense`).
 */
export function readInfo(factors: readonly wire.FactorInfo[], factorType: string): FactorInfo {
  const found = factors.filter((factor) => factor.factorType === factorType);
  const [remote] = found;
  if (remote === undefined) throw new RemoteFactorError('unfit', `The remote lists no factor ${factorType}`);
  if (found.length > 1) throw new RemoteFactorError('nonsense', `The remote lists ${factorType} more than once`);
  if (remote.capabilities.includes(wire.Capability.OUT_OF_BAND)) {
    throw new RemoteFactorError(
      'unfit',
      `${factorType} asks the subject’s device, which no remote factor can from here`,
    );
  }
  const taken = known(channels, remote.channels);
  if (taken.length === 0) throw new RemoteFactorError('nonsense', `${factorType} takes answers by no known channel`);
  const assurance = assurances.get(remote.assurance);
  if (assurance === undefined) throw new RemoteFactorError('nonsense', `${factorType} states no known assurance`);
  const named = [remote.displayName, ...remote.amr, remote.enrollmentUri];
  if (remote.displayName === '' || remote.amr.length > AMR_VALUES || !named.every(isName)) {
    throw new RemoteFactorError('nonsense', `${factorType} has no name, or one that cannot be shown`);
  }
  return {
    factorType,
    displayName: remote.displayName,
    categories: known(categories, remote.categories),
    assurance,
    amr: [...remote.amr],
    phishingResistant: remote.phishingResistant,
    replayResistant: remote.replayResistant,
    capabilities: ['cancel'],
    channels: taken,
    recommendedRoles: known(roles, remote.recommendedRoles),
    ...(remote.enrollmentUri === '' ? {} : { enrollmentUri: remote.enrollmentUri }),
  };
}

const known = <Wire, Name>(names: ReadonlyMap<Wire, Name>, values: readonly Wire[]): readonly Name[] => [
  ...new Set(values.map((value) => names.get(value)).filter((name) => name !== undefined)),
];

const isName = (text: string): boolean => text.length <= NAME_LENGTH && !/\p{Cc}/u.test(text);
