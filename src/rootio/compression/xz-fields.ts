/**
 * A cursor over the header fields of an XZ stream. Bytes past the end read as zero and set `overrun`, so that a parser may read
 * on and ask once.
 */
export class XzFields {
  at: number;
  overrun = false;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) this.overrun = true;
    return value ?? 0;
  }

  /** Little-endian. */
  uint32(): number {
    return (this.byte() | (this.byte() << 8) | (this.byte() << 16) | (this.byte() << 24)) >>> 0;
  }

  /**
   * A number of up to 9 bytes, 7 bits each, the lowest first, as a double.
   *
   * Exact up to 2^53, which is more than any length here; a padded form (last byte zero) or a tenth byte gives NaN, equal to nothing.
   */
  variableLength(): number {
    let value = 0;
    for (let i = 0; i < 9; i++) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return byte === 0 && i > 0 ? Number.NaN : value;
    }
    return Number.NaN;
  }

  /** Goes over zero bytes up to `to`; false if one is not zero. */
  zerosUntil(to: number): boolean {
    let zero = true;
    while (this.at < to) if (this.byte() !== 0) zero = false;
    return zero;
  }
}
