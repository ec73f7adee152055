import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  /** PEM. Its own authority. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
}

const DAY_MS = 86_400_000;

/** Object identifiers, as the bytes after their length. */
const OID = {
  commonName: '550403',
  subjectAltName: '551d11',
  basicConstraints: '551d13',
  ecdsaWithSha256: '2a8648ce3d040302',
} as const;

/**
 * A certificate for `localhost` and 127.0.0.1 that is good for two days and signed by itself: X.509 (RFC 5280) in DER, as
 * far as a test needs it. Node makes none, and the libraries that do bring two dozen others along.
 */
export function createCertificate(now = Date.now()): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const body = toBeSigned(publicKey, now);
  const signature = sign('sha256', body, privateKey);
  const certificate = sequence(body, algorithm(), bitString(signature));
  const base64 = certificate.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function toBeSigned(publicKey: KeyObject, now: number): Buffer {
  const version3 = tagged(0xa0, integer(Buffer.from([2])));
  const serial = integer(Buffer.concat([Buffer.from([1]), randomBytes(15)]));
  // Each its own: who trusts several looks them up by name.
  const name = sequence(
    tagged(0x31, sequence(oid(OID.commonName), text(`Fake Okta ${randomBytes(8).toString('hex')}`))),
  );
  const validity = sequence(time(now - DAY_MS), time(now + 2 * DAY_MS));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const alternatives = sequence(tagged(0x82, Buffer.from('localhost')), tagged(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = sequence(
    extension(OID.basicConstraints, sequence(tagged(0x01, Buffer.from([0xff])))),
    extension(OID.subjectAltName, alternatives),
  );
  return sequence(version3, serial, algorithm(), name, validity, name, spki, tagged(0xa3, extensions));
}

const algorithm = (): Buffer => sequence(oid(OID.ecdsaWithSha256));
const extension = (id: string, value: Buffer): Buffer => sequence(oid(id), tagged(0x04, value));
const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));
const oid = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'));
const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes);
const text = (value: string): Buffer => tagged(0x0c, Buffer.from(value));
const bitString = (bytes: Buffer): Buffer => tagged(0x03, Buffer.concat([Buffer.from([0]), bytes]));

/** UTCTime: `YYMMDDHHMMSSZ`. */
const time = (ms: number): Buffer =>
  tagged(0x17, Buffer.from(`${new Date(ms).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`));

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const lengthBytes = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), content]);
}
