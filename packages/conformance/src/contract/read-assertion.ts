import { ContractError } from './contract-error.ts';

/** What a JWT says. It is not verified: the suite has no keys. */
export interface ReadAssertion {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Throws `CLAUSE_BROKEN` for what is no JWT. */
export function readAssertion(token: string): ReadAssertion {
  const [header = '', claims = '', signature = '', ...rest] = token.split('.');
  if (signature === '' || rest.length > 0)
    throw new ContractError('CLAUSE_BROKEN', 'The assertion must be a signed JWT');
  return { header: decode(header), claims: decode(claims) };
}

function decode(part: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new ContractError('CLAUSE_BROKEN', 'The assertion must be a JWT of JSON parts', { cause });
  }
}
