import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { EnvironmentReader } from './environment-reader.ts';
import type { Parsed } from './parsed.ts';

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** `cert`, `key` and `clientCa` are PEM texts; `key` is secret. */
export interface TlsConfig {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
  /** Authorities whose client certificates are demanded and accepted. */
  readonly clientCaFile?: string;
  readonly clientCa?: string;
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
  const ca = reader.take('AUTHFACTOR_TLS_CLIENT_CA_FILE', readFile, undefined);
  if (ca !== undefined && !reader.has('AUTHFACTOR_TLS_CERT_FILE')) {
    reader.note('AUTHFACTOR_TLS_CLIENT_CA_FILE needs AUTHFACTOR_TLS_CERT_FILE and AUTHFACTOR_TLS_KEY_FILE');
  }
  if (cert === undefined || key === undefined) return undefined;
  try {
    if (!new X509Certificate(cert.text).checkPrivateKey(createPrivateKey(key.text))) {
      reader.note('AUTHFACTOR_TLS_KEY_FILE is not the key of the certificate in AUTHFACTOR_TLS_CERT_FILE');
    }
  } catch {
    reader.note('AUTHFACTOR_TLS_CERT_FILE and AUTHFACTOR_TLS_KEY_FILE must hold a certificate and its key in PEM');
  }
  if (ca !== undefined && !isCertificate(ca.text)) {
    reader.note('AUTHFACTOR_TLS_CLIENT_CA_FILE must hold a certificate in PEM');
  }
  const pair = { certFile: cert.path, keyFile: key.path, cert: cert.text, key: key.text };
  return ca === undefined ? pair : { ...pair, clientCaFile: ca.path, clientCa: ca.text };
};

const isCertificate = (text: string): boolean => {
  try {
    return new X509Certificate(text).subject !== '';
  } catch {
    return false;
  }
};
