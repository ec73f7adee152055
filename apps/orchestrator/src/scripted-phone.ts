import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The phone program as a process of its own, at which a script sits. Disposing switches it off. */
export interface ScriptedPhone extends AsyncDisposable {
  /** Types a line, whether or not something asks yet. The first one switches the phone on. */
  type(line: string): void;
}

type Env = Readonly<Record<string, string | undefined>>;

const MAIN = fileURLToPath(new URL('./phone/main.ts', import.meta.url));

/** Starts it for the demo of this subject with the first line. `show` gets each line that it prints. */
export const createScriptedPhone = (env: Env, subjectId: string, show: (line: string) => void): ScriptedPhone => {
  let phone: ScriptedPhone | undefined;
  return {
    type(line) {
      phone ??= switchOn(env, subjectId, show);
      phone.type(line);
    },
    [Symbol.asyncDispose]: async () => phone?.[Symbol.asyncDispose](),
  };
};

const switchOn = (env: Env, subjectId: string, show: (line: string) => void): ScriptedPhone => {
  const child = spawn(process.execPath, ['--conditions=@authfactor/source', MAIN, subjectId], {
    env: { ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const closed = Promise.race([once(child, 'close'), once(child, 'error')]);
  // It may have ended by itself.
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout }).on('line', (line) => {
    if (line !== '') show(line);
  });
  return {
    type: (line) => void child.stdin.write(`${line}\n`),
    async [Symbol.asyncDispose]() {
      lines.removeAllListeners('line');
      child.kill('SIGTERM');
      await closed;
    },
  };
};
