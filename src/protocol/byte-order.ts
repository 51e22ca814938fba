const littleEndianHost = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * Turns the bytes [start, stop) of float64 numbers from the order of this machine to little-endian, or back, in place. On most machines they are
 * that already.
 */
export function toLittleEndian(bytes: Uint8Array, start = 0, stop = bytes.length): void {
  if (!littleEndianHost) swapBytes(bytes.subarray(start, stop));
}

/** Turns every eight bytes round. */
export function swapBytes(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i += 8) bytes.subarray(i, i + 8).reverse();
}
