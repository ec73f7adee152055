import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { EnvironmentReader } from './environment-reader.ts';
import type { Parsed } from './parsed.ts';

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** `cert` and `key` are PEM texts; `key` is secret. */
export interface TlsConfig {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** Reads the pair and checks that they belong together, so that no client is the first one to find out. */
export const readTls = (
  reader: EnvironmentReader,
  readFile: (path: string) => Parsed<TextFile>,
): TlsConfig | undefined => {
  const cert = reader.take('AUTHFACTOR_TLS_CERT_FILE', readFile, undefined);
  const key = reader.take('AUTHFACTOR_TLS_KEY_FILE', readFile, undefined);
  if (reader.has('AUTHFACTOR_TLS_CERT_FILE') !== reader.has('AUTHFACTOR_TLS_KEY_FILE')) {
    reader.note('AUTHFACTOR_TLS_CERT_FILE and AUTHFACTOR_TLS_KEY_FILE must be set together');
  }
  if (cert === undefined || key === undefined) return undefined;
  try {
    if (!new X509Certificate(cert.text).checkPrivateKey(createPrivateKey(key.text))) {
      reader.note('AUTHFACTOR_TLS_KEY_FILE is not the key of the certificate in AUTHFACTOR_TLS_CERT_FILE');
    }
  } catch {
    reader.note('AUTHFACTOR_TLS_CERT_FILE and AUTHFACTOR_TLS_KEY_FILE must hold a certificate and its key in PEM');
  }
  return { certFile: cert.path, keyFile: key.path, cert: cert.text, key: key.text };
};
