import { createQrCode } from '@authfactor/client/qr';

/** What of a terminal matters here. */
export interface Width {
  /** In characters; absent or 0 where it is not known. */
  readonly columns?: number;
}

/**
 * Lines that show the QR code of a provisioning URI, or why they do not: in a terminal that is too narrow its lines would
 * be wrapped, and nothing could read it. Secret: it holds the seed.
 */
export const drawQrCode = (provisioningUri: string, { columns = 0 }: Width): string => {
  const code = createQrCode(provisioningUri);
  // The light margin is four modules wide on either side.
  const width = code.modules.length + 8;
  return columns === 0 || columns >= width
    ? code.terminal()
    : `(The QR code needs ${width} columns, this terminal has ${columns}: widen it and enrol anew, or use the text.)`;
};
