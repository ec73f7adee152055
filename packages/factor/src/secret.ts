const INSPECT = Symbol.for('nodejs.util.inspect.custom');
const PRINTED = '[secret]';

/**
 * Bytes that must never be printed: a PIN, a code, a key. Prints as `[secret]` wherever it lands (template strings,
 * JSON, `inspect`, errors). `wipe` zeroes the copy that this object holds; call it as soon as the bytes were used.
 */
export class Secret implements Disposable {
  readonly #bytes: Uint8Array;
  #wiped = false;

  /** Takes ownership of `bytes`: the caller must keep no other reference. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The UTF-8 bytes of `text`. The string itself cannot be wiped; drop every reference to it. */
  static fromText(text: string): Secret {
    return new Secret(new TextEncoder().encode(text));
  }

  /** The live bytes, not a copy. Throws a `TypeError` after `wipe`. */
  reveal(): Uint8Array {
    if (this.#wiped) throw new TypeError('This secret was wiped; read it before it is disposed');
    return this.#bytes;
  }

  /** Whether both hold the same bytes, in time that depends only on their lengths. */
  equals(other: Secret): boolean {
    const a = this.reveal();
    const b = other.reveal();
    if (a.length !== b.length) return false;
    let difference = 0;
    for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
    return difference === 0;
  }

  wipe(): void {
    this.#bytes.fill(0);
    this.#wiped = true;
  }

  [Symbol.dispose](): void {
    this.wipe();
  }

  toString(): string {
    return PRINTED;
  }

  toJSON(): string {
    return PRINTED;
  }

  [INSPECT](): string {
    return PRINTED;
  }
}
