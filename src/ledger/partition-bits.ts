/** One bit for each partition of a file: set if it is in. Whole bytes are passed over at once, since a running analysis asks all the time. */
export type PartitionBits = Uint8Array;

export function createBits(count: number): PartitionBits {
  return new Uint8Array(Math.ceil(count / 8));
}

export function copyBits(bits: PartitionBits): PartitionBits {
  return bits.slice();
}

export function hasBit(bits: PartitionBits, index: number): boolean {
  return (bits[index >>> 3]! & (1 << (index & 7))) !== 0;
}

export function setBit(bits: PartitionBits, index: number): void {
  bits[index >>> 3]! |= 1 << (index & 7);
}

/** The first of the partitions [from, count) that is not in; `count` if all are. */
export function nextMissing(bits: PartitionBits, from: number, count: number): number {
  return next(bits, from, count, false, 0xff);
}

/** The first of the partitions [from, count) that is in; `count` if none is. */
export function nextPresent(bits: PartitionBits, from: number, count: number): number {
  return next(bits, from, count, true, 0);
}

function next(bits: PartitionBits, from: number, count: number, wanted: boolean, without: number): number {
  let index = from;
  while (index < count) {
    if ((index & 7) === 0 && bits[index >>> 3] === without) index += 8;
    else if (hasBit(bits, index) === wanted) return index;
    else index++;
  }
  return count;
}
