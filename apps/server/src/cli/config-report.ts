import type { Config } from '../config.ts';
import { formatDuration } from '../settings/duration.ts';
import { formatListenAddress } from '../settings/listen-address.ts';
import { describeStore } from '../settings/store.ts';
import type { TotpConfig } from '../settings/totp.ts';

const MASKED = '[secret]';

/** The configuration as a person reads it: JSON, addresses and durations spelt as in the environment, no secret. */
export const reportConfig = (config: Config): string => {
  const { store, grpcListen, httpListen, drainDeadlineMs, tls, tokens, totp, okta, ...rest } = config;
  const report = {
    ...rest,
    store: describeStore(store),
    grpcListen: formatListenAddress(grpcListen),
    httpListen: formatListenAddress(httpListen),
    drainDeadline: formatDuration(drainDeadlineMs),
    tls:
      tls === undefined
        ? 'none'
        : { certFile: tls.certFile, keyFile: tls.keyFile, key: MASKED, clientCaFile: tls.clientCaFile ?? 'none' },
    totp: totp === undefined ? 'none' : reportTotp(totp),
    okta: okta === undefined ? 'none' : { ...okta, privateKey: MASKED },
    tokens: tokens.kind === 'local' ? tokens : { ...tokens, jwksUrl: maskUrl(tokens.jwksUrl) },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
};

const reportTotp = ({ periodSeconds, ...totp }: TotpConfig) => ({ ...totp, period: `${periodSeconds}s` });

// A password or an API key may stand in either place.
const maskUrl = (url: URL): string => {
  const masked = new URL(url);
  if (masked.username !== '' || masked.password !== '') {
    masked.username = 'secret';
    masked.password = '';
  }
  if (masked.search !== '') masked.search = '?secret';
  return masked.href;
};
