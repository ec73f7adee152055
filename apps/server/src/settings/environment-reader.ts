import type { Parsed } from './parsed.ts';
import { SETTING_PREFIX, SETTINGS, type SettingName } from './settings.ts';

/** Reads settings one by one and keeps every mistake. */
export interface EnvironmentReader {
  readonly mistakes: readonly string[];
  /** Whether the variable is there and not empty. */
  has(name: SettingName): boolean;
  /** The setting's value; `fallback` where it is absent or mistaken. */
  take<T, F>(name: SettingName, parse: (text: string) => Parsed<T>, fallback: F): T | F;
  /** Notes a mistake that no single setting shows. */
  note(mistake: string): void;
}

/** An unknown variable with our prefix is a mistake: it is most likely a misspelt one. */
export const createEnvironmentReader = (env: Readonly<Record<string, string | undefined>>): EnvironmentReader => {
  const mistakes = Object.keys(env)
    .filter((name) => name.startsWith(SETTING_PREFIX) && !Object.hasOwn(SETTINGS, name))
    .map((name) => `${name} is not a setting; check its spelling against authfactor --help`);
  return {
    mistakes,
    has: (name) => (env[name] ?? '') !== '',
    note: (mistake) => {
      mistakes.push(mistake);
    },
    take: (name, parse, fallback) => {
      const text = env[name];
      if (text === undefined || text === '') return fallback;
      const result = parse(text);
      if (result.ok) return result.value;
      mistakes.push(`${name} ${result.mistake}`);
      return fallback;
    },
  };
};
