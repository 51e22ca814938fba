/** Builds a short stable hash (64-bit FNV-1a, 16 hex digits) out of texts and numbers. It guards against mistakes, not against attackers. */
export interface Fingerprint {
  /** Adds a text; its length is hashed too, so that "ab","c" differs from "a","bc". */
  text(value: string): Fingerprint;
  /** Adds every bit of the numbers, and how many they are; -0 counts as 0. */
  numbers(values: Float64Array): Fingerprint;
  hex(): string;
}

// The FNV prime is 2^40 + 435. The 64-bit state is kept as two unsigned 32-bit halves, since BigInt is 50 times slower.
const primeLow = 435;

export function createFingerprint(): Fingerprint {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  const cell = new DataView(new ArrayBuffer(8));

  function byte(value: number): void {
    low = (low ^ value) >>> 0;
    const product = low * primeLow;
    // high*prime + the carry of low*prime + low*2^40, all modulo 2^32; the three terms stay below 2^53.
    high = (high * primeLow + Math.floor(product / 2 ** 32) + ((low << 8) >>> 0)) >>> 0;
    low = product >>> 0;
  }

  function number(value: number): void {
    cell.setFloat64(0, value + 0, true);
    for (let i = 0; i < 8; i++) byte(cell.getUint8(i));
  }

  const fingerprint: Fingerprint = {
    text(value) {
      const bytes = new TextEncoder().encode(value);
      number(bytes.length);
      for (const b of bytes) byte(b);
      return fingerprint;
    },
    numbers(values) {
      number(values.length);
      for (const value of values) number(value);
      return fingerprint;
    },
    hex: () => high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0"),
  };
  return fingerprint;
}
