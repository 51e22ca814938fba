/** Turns the bytes of every number of 2, 4 or 8 bytes round, in place. */
export function swapBytes(memory: ArrayBuffer, start: number, length: number, width: number): void {
  if (start % Math.min(width, 4) !== 0) {
    // Typed arrays begin at multiples of their width alone.
    const copy = memory.slice(start, start + length);
    swapBytes(copy, 0, length, width);
    new Uint8Array(memory, start, length).set(new Uint8Array(copy));
    return;
  }
  if (width === 2) {
    const shorts = new Uint16Array(memory, start, length / 2);
    for (let i = 0; i < shorts.length; i++) shorts[i] = (shorts[i]! << 8) | (shorts[i]! >>> 8);
    return;
  }
  if (width < 4) return;
  const ints = new Int32Array(memory, start, length / 4);
  if (width === 4) for (let i = 0; i < ints.length; i++) ints[i] = swapped(ints[i]!);
  else
    for (let i = 0; i < ints.length; i += 2) {
      const first = ints[i]!;
      ints[i] = swapped(ints[i + 1]!);
      ints[i + 1] = swapped(first);
    }
}

function swapped(x: number): number {
  return (x << 24) | ((x & 0xff00) << 8) | ((x >>> 8) & 0xff00) | (x >>> 24);
}
