import {
  Assurance as ProtoAssurance,
  Capability as ProtoCapability,
  Category as ProtoCategory,
  Channel as ProtoChannel,
  Role as ProtoRole,
} from '@authfactor/proto';

/** The names of an enum's values, both ways. Numbers that are not known, and zero, have no name. */
export interface Names<N extends string, E extends number> {
  nameOf(value: number): N | undefined;
  /** Of a list, the ones that are known: the contract says to ignore the rest. */
  namesOf(values: readonly number[]): N[];
  valueOf(name: N): E;
}

export const createNames = <N extends string, E extends number>(values: Readonly<Record<N, E>>): Names<N, E> => {
  const names = new Map<number, N>();
  for (const name in values) names.set(values[name], name);
  return {
    nameOf: (value) => names.get(value),
    namesOf: (list) => list.flatMap((value) => names.get(value) ?? []),
    valueOf: (name) => values[name],
  };
};

/** How an answer reaches the service. */
export type Channel = 'text' | 'keypad' | 'speech' | 'out-of-band';
export type Category = 'knowledge' | 'possession' | 'inherence';
export type Assurance = 'low' | 'medium' | 'high';
/** The place of a flow in which a factor is recommended. */
export type Role = 'single' | 'first' | 'second';
export type Capability = 'enroll' | 'out-of-band' | 'cancel' | 'history';

export const CHANNELS: Names<Channel, ProtoChannel> = createNames({
  text: ProtoChannel.TEXT,
  keypad: ProtoChannel.KEYPAD,
  speech: ProtoChannel.SPEECH,
  'out-of-band': ProtoChannel.OUT_OF_BAND,
});

export const CATEGORIES: Names<Category, ProtoCategory> = createNames({
  knowledge: ProtoCategory.KNOWLEDGE,
  possession: ProtoCategory.POSSESSION,
  inherence: ProtoCategory.INHERENCE,
});

export const ASSURANCES: Names<Assurance, ProtoAssurance> = createNames({
  low: ProtoAssurance.LOW,
  medium: ProtoAssurance.MEDIUM,
  high: ProtoAssurance.HIGH,
});

export const ROLES: Names<Role, ProtoRole> = createNames({
  single: ProtoRole.SINGLE,
  first: ProtoRole.FIRST,
  second: ProtoRole.SECOND,
});

export const CAPABILITIES: Names<Capability, ProtoCapability> = createNames({
  enroll: ProtoCapability.ENROLL,
  'out-of-band': ProtoCapability.OUT_OF_BAND,
  cancel: ProtoCapability.CANCEL,
  history: ProtoCapability.HISTORY,
});
