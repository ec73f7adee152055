import { encode, renderSVG, renderUnicodeCompact } from 'uqr';

/** A provisioning URI as a QR code. Secret, in every rendering: it holds the seed. */
export interface QrCode {
  /** Rows of modules, `true` is dark. Around them the reader needs a light margin, four modules wide. */
  readonly modules: readonly (readonly boolean[])[];
  /** A whole `<svg>` element, margin included. It scales: give it a width. */
  svg(): string;
  /** Lines for a terminal of 256 colours, margin included: two modules high and one wide for each character. */
  terminal(): string;
}

/** ISO/IEC 18004, section 6.3.8: the width of the quiet zone. */
const QUIET_ZONE = 4;
/** Level M at least: a screen is read at an angle, with reflections. Higher where the size stays the same. */
const OPTIONS = { ecc: 'M', boostEcc: true } as const;
/** White and black of the fixed part of the palette, so that no colour scheme turns the code around. */
const COLOURS = '\u001b[38;5;231;48;5;16m';
const RESET = '\u001b[0m';

/**
 * The QR code of the `provisioningUri` that an enrolment begins with, for an authenticator app to scan. Throws a
 * `TypeError` for what is no `otpauth:` URI and a `RangeError` for one that is too long; neither repeats it.
 */
export const createQrCode = (provisioningUri: string): QrCode => {
  if (!/^otpauth:\/\//i.test(provisioningUri)) {
    throw new TypeError('Only an otpauth: URI can be provisioned; give the provisioningUri of an enrolment');
  }
  return {
    modules: encodeModules(provisioningUri),
    svg: () => renderSVG(provisioningUri, { ...OPTIONS, border: QUIET_ZONE }),
    terminal: () =>
      renderUnicodeCompact(provisioningUri, { ...OPTIONS, border: QUIET_ZONE })
        .split('\n')
        .map((line) => `${COLOURS}${line}${RESET}`)
        .join('\n'),
  };
};

const encodeModules = (uri: string): readonly (readonly boolean[])[] => {
  try {
    return encode(uri, { ...OPTIONS, border: 0 }).data;
  } catch {
    // Without the library's error as its cause, which is not ours to vouch for.
    throw new RangeError('The provisioning URI is too long for a QR code; shorten its issuer or its account name');
  }
};
