/** Turns the bytes of every number of 2, 4 or 8 bytes round, in place; by native code. */
export function swapBytes(memory: ArrayBuffer, start: number, length: number, width: number): void {
  const bytes = Buffer.from(memory, start, length);
  if (width === 2) bytes.swap16();
  else if (width === 4) bytes.swap32();
  else if (width === 8) bytes.swap64();
}
