import type { Channel as EngineChannel } from '@authfactor/factor';
import { Assurance, Capability, Category, Channel, Role } from '@authfactor/proto';

/*
 * The engine's words and the contract's numbers. `satisfies` makes the compiler ask for a line where the engine gets a
 * new word.
 */

export const channelToProto = {
  text: Channel.TEXT,
  keypad: Channel.KEYPAD,
  speech: Channel.SPEECH,
  'out-of-band': Channel.OUT_OF_BAND,
} as const satisfies Record<EngineChannel, Channel>;

const channels = new Map<Channel, EngineChannel>([
  [Channel.TEXT, 'text'],
  [Channel.KEYPAD, 'keypad'],
  [Channel.SPEECH, 'speech'],
  [Channel.OUT_OF_BAND, 'out-of-band'],
]);

/** `undefined`: a value that this version does not know. */
export const channelFromProto = (channel: Channel): EngineChannel | undefined => channels.get(channel);

export const categoryToProto = {
  knowledge: Category.KNOWLEDGE,
  possession: Category.POSSESSION,
  inherence: Category.INHERENCE,
} as const;

export const assuranceToProto = { low: Assurance.LOW, medium: Assurance.MEDIUM, high: Assurance.HIGH } as const;

export const roleToProto = { single: Role.SINGLE, first: Role.FIRST, second: Role.SECOND } as const;

export const capabilityToProto = {
  enroll: Capability.ENROLL,
  'out-of-band': Capability.OUT_OF_BAND,
  cancel: Capability.CANCEL,
  history: Capability.HISTORY,
} as const;
