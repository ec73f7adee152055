import type { CallEnd } from './call.ts';
import type { Person } from './person.ts';
import type { Screen } from './screen.ts';

/** The two things that a person does here. */
export interface Demo {
  enroll(person: Person): Promise<boolean>;
  call(person: Person): Promise<CallEnd>;
}

/** One that passes every rule of the product; the other one does too. */
const PIN = '907152';
const WRONG_PIN = '907153';

/**
 * Plays the newcomer's minute by itself: enrol, fail once, verify, then fail until the lock. Gives whether everything
 * went as it must.
 */
export const playScript = async (demo: Demo, screen: Screen): Promise<boolean> => {
  screen.heading('1. You choose a PIN');
  if (!(await demo.enroll(keys(screen, [[PIN, 'keys a six-digit PIN']])))) return false;

  screen.heading('2. A call: wrong once, then right');
  const first = await demo.call(
    keys(screen, [
      [WRONG_PIN, 'keys a wrong PIN'],
      [PIN, 'keys the right PIN'],
    ]),
  );
  if (first !== 'verified') return false;

  screen.heading('3. Another call: three wrong answers lock the account');
  const second = await demo.call(
    keys(screen, [
      [WRONG_PIN, 'keys a wrong PIN'],
      [WRONG_PIN, 'keys a wrong PIN'],
      [WRONG_PIN, 'keys a wrong PIN'],
    ]),
  );
  if (second !== 'locked') return false;

  screen.heading('4. The right PIN does not help while the lock lasts');
  return (await demo.call(keys(screen, [[PIN, 'keys the right PIN']]))) === 'locked';
};

/** Keys the given texts one after the other. */
const keys = (screen: Screen, steps: readonly (readonly [text: string, shown: string])[]): Person => {
  const rest = [...steps];
  let last: readonly [text: string, shown: string] | undefined;
  return {
    async enter(what, signal) {
      signal.throwIfAborted();
      const step = what === 'new-pin-again' ? last : rest.shift();
      if (step === undefined) throw new Error('The script expected the dialogue to be over; the service asked again');
      last = step;
      screen.person(`(${step[1]}${what === 'new-pin-again' ? ' again' : ''})`);
      return step[0];
    },
  };
};
