import { readFile } from 'node:fs/promises';
import type { Engine } from '@authfactor/engine';
import { createRemoteFactor, type RemoteFactor } from '@authfactor/remote-factor';
import type { Logger } from '@authfactor/service';
import type { RemoteFactorConfig } from './settings/remote-factors.ts';

const TOKEN_AGE_MS = 5_000;

/** Sets the configured remote factors up. They are asked what they are at once, and until they say so. */
export const createRemoteFactors = (
  configs: readonly RemoteFactorConfig[],
  logger: Logger,
): Promise<readonly RemoteFactor[]> => Promise.all(configs.map((config) => connect(config, logger)));

/**
 * Installs each one in the engine when the remote has said what it is. Resolves when all were asked once, so that those
 * that are up are listed from the start; the others never hold anything up.
 */
export const installRemoteFactors = async (
  factors: readonly RemoteFactor[],
  engine: Pick<Engine, 'install'>,
  logger: Logger,
): Promise<void> => {
  for (const { factorType, ready } of factors) {
    void ready.then((factor) => {
      engine.install(factor);
      logger.info({ factorType, assurance: factor.info.assurance }, 'a remote factor joined');
    });
  }
  await Promise.all(factors.map(({ asked }) => asked));
};

const connect = async (config: RemoteFactorConfig, logger: Logger): Promise<RemoteFactor> => {
  const { factorType, url, tokenFile, caFile, certFile, keyFile, timeoutMs, tenant, input } = config;
  const pem = async (name: 'ca' | 'cert' | 'key', file: string | undefined) =>
    file === undefined ? {} : { [name]: await readFile(file, 'utf8') };
  return createRemoteFactor({
    factorType,
    url,
    token: createTokenFile(tokenFile),
    tls: { ...(await pem('ca', caFile)), ...(await pem('cert', certFile)), ...(await pem('key', keyFile)) },
    timeoutMs,
    tenant,
    ...(input === undefined ? {} : { input: { ...input, sensitive: true, confirm: false } }),
    onTrouble: ({ code, message }) => logger.warn({ factorType, code, why: message }, 'a remote factor is in trouble'),
    onRecovered: () => logger.info({ factorType }, 'a remote factor answers again'),
  });
};

/** The token of a file, as it was a few seconds ago at most. */
const createTokenFile = (path: string): (() => Promise<string>) => {
  let token = '';
  let readAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - readAt > TOKEN_AGE_MS) {
      token = (await readFile(path, 'utf8')).trim();
      readAt = performance.now();
    }
    return token;
  };
};
