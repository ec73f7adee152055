import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const CLDR = pathToFileURL(require.resolve('cldr-rbnf/package.json'));

/** The rule sets of one locale: a name, and its rules as [base value or key, body]. */
export type RuleSets = Readonly<Record<string, readonly (readonly [string, string])[]>>;

interface Rule {
  readonly base: number;
  readonly divisor: number;
  readonly body: string;
}

/** CLDR's spell-out rules of `locale`, as the package `cldr-rbnf` has them. */
export function loadRuleSets(locale: string): RuleSets {
  const file = new URL(`rbnf/${locale}.json`, CLDR);
  return JSON.parse(readFileSync(file, 'utf8')).rbnf.rbnf.SpelloutRules ?? {};
}

/** The rule sets that count: cardinals of every gender, not years, days, ordinals or forms before a noun. */
export function countingSets(sets: RuleSets): string[] {
  return Object.keys(sets).filter(
    (name) => /^%spellout-(numbering|cardinal)/.test(name) && !/year|days|verbose|attributive/.test(name),
  );
}

function parseRules(sets: RuleSets, name: string): Rule[] {
  const rules: Rule[] = [];
  for (const [key, body] of sets[name] ?? []) {
    const match = /^(\d+)(?:\/(\d+))?$/.exec(key);
    if (!match) continue;
    const base = Number(match[1]);
    const radix = Number(match[2] ?? 10);
    let divisor = 1;
    while (divisor * radix <= base) divisor *= radix;
    rules.push({ base, divisor, body: body.replace(/;$/, '').replace(/^'/, '') });
  }
  return rules;
}

/**
 * Spells the integer `value` by the rule set `name` (UTS #35, part 3, "Rule-Based Number Formatting"): as much of the
 * format as cardinals below a million need. Soft hyphens, which CLDR puts between the parts of a compound, are kept.
 */
export function spell(sets: RuleSets, name: string, value: number): string {
  const rules = parseRules(sets, name);
  const rule = rules.findLast(({ base }) => base <= value);
  if (!rule) throw new RangeError(`No rule of ${name} spells ${value}`);
  const { divisor } = rule;
  const rest = value % divisor;
  const expand = (text: string): string =>
    text
      .replaceAll(/←([^←]*)←/g, (_, set: string) => spell(sets, set || name, Math.floor(value / divisor)))
      .replaceAll(/→([^→]*)→/g, (_, set: string) => spell(sets, set || name, rest))
      .replaceAll(/=(%[^=]*)=/g, (_, set: string) => spell(sets, set, value));
  return expand(rule.body.replaceAll(/\[([^\]]*)\]/g, (_, optional: string) => (rest === 0 ? '' : optional)));
}
