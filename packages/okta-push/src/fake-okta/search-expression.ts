/** What an expression is matched against. */
interface Searched {
  readonly profile: Readonly<Record<string, unknown>>;
}

export type Matcher = (user: Searched) => boolean;

type Token = { readonly kind: 'word' | 'string' | 'bracket'; readonly text: string };

const TOKEN = /\s*(?:([A-Za-z][\w.]*)|"((?:[^"\\]|\\.)*)"|([()]))\s*/y;

/**
 * Okta's search language, as far as an attack needs it: `eq` and `sw`, `and` and `or`, brackets, and strings in which `\`
 * escapes. String values are compared without regard to case, as Okta says it does. Throws a `SyntaxError`.
 */
export function parseSearch(expression: string): Matcher {
  const tokens = tokensOf(expression);
  let at = 0;
  const next = (kind: Token['kind']): string => {
    const token = tokens[at++];
    if (token?.kind !== kind) throw new SyntaxError('Invalid search criteria');
    return token.text;
  };
  const operator = (text: string): boolean => {
    const token = tokens[at];
    if (token?.kind !== 'word' || token.text.toLowerCase() !== text) return false;
    at += 1;
    return true;
  };

  function either(): Matcher {
    const parts = [both()];
    while (operator('or')) parts.push(both());
    return (user) => parts.some((matches) => matches(user));
  }

  function both(): Matcher {
    const parts = [single()];
    while (operator('and')) parts.push(single());
    return (user) => parts.every((matches) => matches(user));
  }

  function single(): Matcher {
    if (tokens[at]?.kind === 'bracket') {
      next('bracket');
      const inner = either();
      next('bracket');
      return inner;
    }
    const names = next('word').split('.');
    const compare = operator('sw') ? startsWith : next('word').toLowerCase() === 'eq' ? equals : undefined;
    if (compare === undefined) throw new SyntaxError('Invalid search criteria');
    const wanted = next('string').replaceAll(/\\(.)/g, '$1');
    return (user) => {
      const value = names.reduce<unknown>((from, name) => Reflect.get(Object(from), name), user);
      return typeof value === 'string' && compare(value.toLowerCase(), wanted.toLowerCase());
    };
  }

  const matcher = either();
  if (at !== tokens.length) throw new SyntaxError('Invalid search criteria');
  return matcher;
}

const equals = (value: string, wanted: string): boolean => value === wanted;
const startsWith = (value: string, wanted: string): boolean => value.startsWith(wanted);

function tokensOf(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.length) {
    const match = TOKEN.exec(expression);
    if (match === null) throw new SyntaxError('Invalid search criteria');
    const [, word, string, bracket] = match;
    if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (string !== undefined) tokens.push({ kind: 'string', text: string });
    else tokens.push({ kind: 'bracket', text: bracket ?? '' });
  }
  return tokens;
}
