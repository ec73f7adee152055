/** A push that waits, as the device shows it. */
export interface PendingPush {
  readonly id: string;
  readonly login: string;
  /** Of which one must be chosen; empty where there is nothing to choose. */
  readonly numbers: readonly number[];
}

export type Decision = 'approve' | 'deny' | 'report' | { readonly choose: number };

/** What a phone can do. Each rejects with `DemoEndedError` where nobody is there any more. */
export interface PhoneControl {
  /** The pushes that wait, the oldest first. */
  pending(signal: AbortSignal): Promise<readonly PendingPush[]>;
  /** Gives whether it still waited. */
  decide(id: string, decision: Decision, signal: AbortSignal): Promise<boolean>;
}

/** The stand-in for Okta does not answer. */
export class DemoEndedError extends Error {
  constructor(options?: ErrorOptions) {
    super('The stand-in for Okta does not answer; start a demo with pnpm start', options);
    this.name = 'DemoEndedError';
  }
}

/** The devices of the stand-in for Okta, of the user with this login, over HTTP. */
export const createPhoneControl = (controlUrl: string, login: string): PhoneControl => {
  const call = async (method: string, path: string, signal: AbortSignal): Promise<Response> => {
    try {
      const response = await fetch(new URL(path, controlUrl), { method, signal });
      if (response.ok || response.status === 404) return response;
    } catch (error) {
      signal.throwIfAborted();
      throw new DemoEndedError({ cause: error });
    }
    throw new DemoEndedError();
  };
  return {
    async pending(signal) {
      const pushes: unknown = await (await call('GET', '/pushes', signal)).json();
      return (Array.isArray(pushes) ? pushes : []).filter(isPush).filter((push) => push.login === login);
    },
    async decide(id, decision, signal) {
      const what = typeof decision === 'string' ? decision : `choose/${decision.choose}`;
      const response = await call('POST', `/pushes/${encodeURIComponent(id)}/${what}`, signal);
      await response.body?.cancel();
      return response.ok;
    },
  };
};

const isPush = (value: unknown): value is PendingPush =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  typeof value.id === 'string' &&
  'login' in value &&
  'numbers' in value &&
  Array.isArray(value.numbers);
