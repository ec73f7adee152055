import { type AuthenticatorApp, createAuthenticatorApp } from './authenticator-app.ts';
import { drawQrCode } from './draw-qr-code.ts';
import type { Keyboard } from './keyboard.ts';
import { HungUpError, type Keyed, type Person } from './person.ts';
import type { Screen } from './screen.ts';

export interface TerminalPersonOptions {
  readonly screen: Screen;
  readonly keyboard: Keyboard;
  readonly output: NodeJS.WriteStream;
}

/** A PIN stays secret, so it is never shown. A code is used up at once, and is easier to key when one sees it. */
const ASKED: Readonly<Record<Keyed, { readonly label: string; readonly isCode: boolean }>> = {
  'new-pin': { label: 'New PIN (hidden)', isCode: false },
  'new-pin-again': { label: 'New PIN again (hidden)', isCode: false },
  pin: { label: 'PIN (hidden)', isCode: false },
  'new-code': { label: 'First code (Enter alone: the demo plays the app)', isCode: true },
  code: { label: 'Code (Enter alone: the demo plays the app)', isCode: true },
};

/** The human at the terminal. */
export const createTerminalPerson = ({ screen, keyboard, output }: TerminalPersonOptions): Person => {
  let app: AuthenticatorApp | undefined;

  const playApp = async (played: AuthenticatorApp, signal: AbortSignal): Promise<string> => {
    const seconds = Math.ceil(played.waitMs() / 1_000);
    if (seconds > 0) screen.backstage(`(The demo waits ${seconds} s for the app's next code: each works once.)`);
    const code = await played.freshCode(signal);
    screen.backstage("(The demo played the app: it computed the code from the QR code's seed, by itself.)");
    return code;
  };

  return {
    async enter(what, signal) {
      const { label, isCode } = ASKED[what];
      output.write(`You       ${label}: `);
      let line = '';
      try {
        line = await keyboard.readLine(signal, isCode ? (text) => output.write(text) : undefined);
      } finally {
        output.write('\n');
      }
      return isCode && line.trim() === '' && app !== undefined ? await playApp(app, signal) : line;
    },

    scan(provisioningUri) {
      app = createAuthenticatorApp(provisioningUri);
      screen.backstage('Scan this with an authenticator app on your phone, or paste the text into one:');
      screen.plain(`\n${drawQrCode(provisioningUri, output)}\n`);
      screen.plain(provisioningUri);
      screen.backstage(
        'It holds the secret seed, so it is shown this once. No app at hand? Enter alone lets the demo play it.',
      );
    },

    async lookAtPhone(_matchCode, signal) {
      screen.backstage('Decide on the phone: "pnpm phone" in a second terminal. Enter hangs up.');
      // What was typed ahead is no wish to hang up.
      keyboard.forget();
      await keyboard.readLine(signal);
      throw new HungUpError();
    },
  };
};
