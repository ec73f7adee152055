import { type AuthenticatorApp, createAuthenticatorApp } from './authenticator-app.ts';
import type { EnrollableFactor } from './enroll.ts';
import type { CallEnd } from './hold-call.ts';
import type { Keyed, Person } from './person.ts';
import type { Screen } from './screen.ts';

/** What a person can do here. */
export interface Demo {
  enroll(factorType: EnrollableFactor, person: Person): Promise<boolean>;
  /** One call, in which these factors are asked for in this order. */
  call(factorTypes: readonly string[], person: Person): Promise<CallEnd>;
}

/** What the script does when it is asked: keys something, or decides on the phone. `shown` says so, never what. */
interface Step {
  readonly shown: string;
  readonly key?: (signal: AbortSignal) => string | Promise<string>;
  /** `choose`: the number that the agent tells. */
  readonly decide?: 'choose' | 'deny';
}

/** One that passes every rule of the product; the other one does too. */
const PIN = '907152';
const WRONG_PIN = '907153';

const RIGHT: Step = { shown: 'keys the right PIN', key: () => PIN };
const WRONG: Step = { shown: 'keys a wrong PIN', key: () => WRONG_PIN };

/**
 * Plays the newcomer's minutes by itself: enrol a PIN and an app, call with each of them, approve and deny on the phone,
 * then fail until the lock. `typeOnPhone` types a line there. Gives whether everything went as it must.
 */
export const playScript = async (demo: Demo, screen: Screen, typeOnPhone: (line: string) => void): Promise<boolean> => {
  let app: AuthenticatorApp | undefined;
  const scan = (provisioningUri: string) => {
    app = createAuthenticatorApp(provisioningUri);
    screen.backstage(
      '(Here a terminal shows the QR code and the provisioning URI; a script keeps the seed to itself.)',
    );
    screen.person('(scans the QR code; the demo plays the authenticator app)');
  };
  const fresh: Step = { shown: 'keys the code that the app shows', key: (signal) => held(app).freshCode(signal) };
  const again: Step = { shown: 'keys the code that was used before', key: () => held(app).lastCode() };
  const next: Step = { ...fresh, shown: 'keys the next code' };
  const approve: Step = { shown: 'chooses that number on the phone', decide: 'choose' };
  const deny: Step = { shown: 'denies on the phone', decide: 'deny' };

  const plays = (...steps: readonly Step[]): Person => createScriptedPerson(steps, { screen, scan, typeOnPhone });
  const acts: readonly (readonly [heading: string, act: () => Promise<boolean>])[] = [
    ['You choose a PIN', () => demo.enroll('soft-pin', plays({ shown: 'keys a six-digit PIN', key: () => PIN }))],
    [
      'A call with the PIN alone: wrong once, then right',
      async () => (await demo.call(['soft-pin'], plays(WRONG, RIGHT))) === 'verified',
    ],
    ['You set up an authenticator app', () => demo.enroll('totp', plays(fresh))],
    [
      'A call with the PIN first and TOTP second: a code works once',
      async () => (await demo.call(['soft-pin', 'totp'], plays(RIGHT, again, next))) === 'verified',
    ],
    [
      'A call with a push, which you approve on the phone',
      async () => (await demo.call(['okta-push'], plays(approve))) === 'verified',
    ],
    [
      'A call with a push, which you deny on the phone',
      async () => {
        const end = await demo.call(['okta-push'], plays(deny));
        // Which of the two is the server's setting.
        return end === 'denied' || end === 'reported';
      },
    ],
    [
      'Another call: three wrong answers lock the PIN',
      async () => (await demo.call(['soft-pin'], plays(WRONG, WRONG, WRONG))) === 'locked',
    ],
    [
      'The right PIN does not help while the lock lasts',
      async () => (await demo.call(['soft-pin'], plays(RIGHT))) === 'locked',
    ],
  ];
  for (const [index, [heading, act]] of acts.entries()) {
    screen.heading(`${index + 1}. ${heading}`);
    if (!(await act())) return false;
  }
  return true;
};

const held = (app: AuthenticatorApp | undefined): AuthenticatorApp => {
  if (app === undefined) throw new Error('The script expected an enrolment to bring a QR code; it brought none');
  return app;
};

interface ScriptedPersonParts {
  readonly screen: Screen;
  readonly scan: (provisioningUri: string) => void;
  readonly typeOnPhone: (line: string) => void;
}

/** Takes the given steps one after the other. */
const createScriptedPerson = (steps: readonly Step[], { screen, scan, typeOnPhone }: ScriptedPersonParts): Person => {
  const rest = [...steps];
  let last: Step | undefined;
  const take = (what: string): Step => {
    const step = rest.shift();
    if (step === undefined) throw new Error(`The script expected the dialogue to be over; it was asked for ${what}`);
    return step;
  };
  const enter = async (what: Keyed, signal: AbortSignal): Promise<string> => {
    signal.throwIfAborted();
    const step = what === 'new-pin-again' ? last : take(what);
    if (step?.key === undefined) throw new Error(`The script was asked for ${what} where it has nothing to key`);
    last = step;
    screen.person(`(${step.shown}${what === 'new-pin-again' ? ' again' : ''})`);
    return await step.key(signal);
  };
  return {
    enter,
    scan,
    async lookAtPhone(matchCode) {
      // Who chooses a number needs to be told one.
      if (rest[0]?.decide === 'choose' && matchCode === undefined) return;
      // Who has decided has nothing to do when a number comes later.
      if (rest[0] === undefined && last?.decide === 'deny') return;
      const step = take('a decision on the phone');
      last = step;
      screen.person(`(${step.shown})`);
      typeOnPhone(step.decide === 'choose' ? (matchCode ?? '') : 'd');
    },
  };
};
