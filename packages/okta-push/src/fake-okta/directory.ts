import { newOktaId } from './okta-id.ts';
import { parseSearch } from './search-expression.ts';

export interface FakeFactor {
  readonly id: string;
  readonly factorType: string;
  readonly provider: string;
  status: string;
  readonly created: string;
}

export interface FakeUser {
  readonly id: string;
  status: string;
  readonly profile: Readonly<Record<string, unknown>>;
  readonly factors: FakeFactor[];
}

export interface NewUser {
  readonly login: string;
  /** Default: a new one. */
  readonly id?: string;
  /** Default: `ACTIVE`. */
  readonly status?: string;
  /** Attributes beside `login`. */
  readonly profile?: Readonly<Record<string, unknown>>;
  /** Default: one active Okta Verify push factor. */
  readonly factors?: readonly Partial<FakeFactor>[];
}

/** The users of the fake organisation. */
export interface Directory {
  add(user: NewUser): FakeUser;
  /** By id, or, as in Okta, by login. */
  find(idOrLogin: string): FakeUser | undefined;
  /** Throws a `SyntaxError` for an expression that Okta would not take. */
  search(expression: string, limit: number): readonly FakeUser[];
}

export function createDirectory(): Directory {
  const users = new Map<string, FakeUser>();
  return {
    add({ login, id = newOktaId('00u'), status = 'ACTIVE', profile = {}, factors = [{}] }) {
      const user: FakeUser = {
        id,
        status,
        profile: { ...profile, login },
        factors: factors.map((factor) => ({
          id: newOktaId('opf'),
          factorType: 'push',
          provider: 'OKTA',
          status: 'ACTIVE',
          created: new Date().toISOString(),
          ...factor,
        })),
      };
      users.set(id, user);
      return user;
    },
    find(idOrLogin) {
      return users.get(idOrLogin) ?? [...users.values()].find(({ profile }) => profile.login === idOrLogin);
    },
    search(expression, limit) {
      const matches = parseSearch(expression);
      return [...users.values()].filter(matches).slice(0, limit);
    },
  };
}
