import { randomUUID } from 'node:crypto';
import type { Config } from '../config.ts';
import { loadOrCreateLocalIssuer } from '../local-issuer.ts';
import { type CommandIo, EXIT, type ExitCode } from './io.ts';
import type { TokenRequest } from './token-flags.ts';

/** `authfactor token`: prints an access token of the local issuer, alone on its line (claims of RFC 9068). */
export const printToken = async (request: TokenRequest, config: Config, io: CommandIo): Promise<ExitCode> => {
  const { tokens } = config;
  if (tokens.kind !== 'local') {
    io.err(`The server takes tokens from ${tokens.issuer} only; get one there, or unset AUTHFACTOR_TOKEN_ISSUER\n`);
    return EXIT.failed;
  }
  const issuer = await loadOrCreateLocalIssuer(config.dataDir);
  const iat = Math.floor(io.now() / 1_000);
  const token = issuer.issue({
    iss: tokens.issuer,
    aud: tokens.audience,
    sub: request.subject ?? request.client,
    client_id: request.client,
    scope: request.scopes.join(' '),
    tenants: request.tenants,
    ...(request.authTime === undefined ? {} : { auth_time: Math.floor(request.authTime / 1_000) }),
    iat,
    exp: iat + Math.ceil(request.ttlMs / 1_000),
    jti: randomUUID(),
  });
  io.out(`${token}\n`);
  return EXIT.done;
};
