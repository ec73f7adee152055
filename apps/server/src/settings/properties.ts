/** What every tenant's settings of a factor start with, until an administrator stores something else. */
export interface SettingsSeed {
  readonly factorType: string;
  readonly enrollmentEnabled: boolean;
}

export interface PropertiesReading {
  readonly seeds: readonly SettingsSeed[];
  /** Names that mean nothing here, or to no factor that is installed. */
  readonly ignored: readonly string[];
  /** One sentence each; the file must not be used while there are any. */
  readonly mistakes: readonly string[];
}

/** The product writes one property in two spellings, one of them with a space. */
const ENROLLMENT_SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['glide.auth_factors.Soft PIN.enrollment.enabled', 'soft-pin'],
  ['glide.auth_factors.softpin.enrollment.enabled', 'soft-pin'],
]);

/**
 * Reads a product property file: `name=value` lines, where a name may hold spaces; `#` begins a comment line. Gives the
 * seeds of what is known here and the names of what is not. Two lines or two spellings that disagree are a mistake,
 * because nobody could say which of them holds. `isInstalled` tells whether a type of factor is installed: the product
 * exports its whole list, so that a property of another one is no mistake.
 */
export const readProperties = (text: string, isInstalled: (factorType: string) => boolean): PropertiesReading => {
  const mistakes: string[] = [];
  const ignored: string[] = [];
  const found = new Map<string, { line: number; enabled: boolean }>();
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1;
    const content = raw.trim();
    if (content === '' || content.startsWith('#')) continue;
    const split = content.indexOf('=');
    const name = content.slice(0, Math.max(split, 0)).trim();
    if (name === '') {
      mistakes.push(`line ${line} must be name=value`);
      continue;
    }
    const factorType = ENROLLMENT_SPELLINGS.get(name);
    if (factorType === undefined || !isInstalled(factorType)) {
      ignored.push(name);
      continue;
    }
    const value = content
      .slice(split + 1)
      .trim()
      .toLowerCase();
    if (value !== 'true' && value !== 'false') {
      mistakes.push(`line ${line}: ${name} must be true or false`);
      continue;
    }
    const enabled = value === 'true';
    const earlier = found.get(factorType);
    if (earlier !== undefined && earlier.enabled !== enabled) {
      mistakes.push(
        `lines ${earlier.line} and ${line} give ${factorType}'s enrollment property two values; keep one of them`,
      );
      continue;
    }
    found.set(factorType, earlier ?? { line, enabled });
  }
  const seeds = [...found].map(([factorType, { enabled }]) => ({ factorType, enrollmentEnabled: enabled }));
  return { seeds, ignored, mistakes };
};
