const probabilityBits = 11;
const moveBits = 5;
const topValue = 1 << 24;
/** Probability one half, in units of 1/2048. */
export const evenProbability = 1 << (probabilityBits - 1);

/**
 * The binary range decoder of LZMA over the bytes of one chunk.
 *
 * `range` and `code` are unsigned 32-bit numbers kept as signed ones, which the engine stores without boxing.
 * Past the end of the chunk zeros are read; `ended` and `overrun` tell where the decoder stands.
 */
export class RangeDecoder {
  private range = 0;
  private code = 0;
  private input: Uint8Array = new Uint8Array(0);
  private at = 0;

  /** Starts on a chunk. Its first five bytes, a zero and the first code, are read; false if they are not such. */
  start(chunk: Uint8Array): boolean {
    if (chunk.length < 5 || chunk[0] !== 0) return false;
    this.input = chunk;
    this.range = -1;
    this.code = (chunk[1]! << 24) | (chunk[2]! << 16) | (chunk[3]! << 8) | chunk[4]!;
    this.at = 5;
    return true;
  }

  /** More bytes were asked for than the chunk has. */
  get overrun(): boolean {
    return this.at > this.input.length;
  }

  /** Every byte was used and the encoder's final state is reached. */
  get ended(): boolean {
    return this.at === this.input.length && this.code === 0;
  }

  /** One bit with the probability at `index`, which adapts. */
  bit(probabilities: Uint16Array, index: number): number {
    const probability = probabilities[index]!;
    const bound = Math.imul(this.range >>> probabilityBits, probability);
    let bit: number;
    if (this.code >>> 0 < bound >>> 0) {
      this.range = bound;
      probabilities[index] = probability + ((2048 - probability) >>> moveBits);
      bit = 0;
    } else {
      this.range = (this.range - bound) | 0;
      this.code = (this.code - bound) | 0;
      probabilities[index] = probability - (probability >>> moveBits);
      bit = 1;
    }
    if (this.range >>> 0 < topValue) this.shift();
    return bit;
  }

  /** `count` bits of equal probability, the highest first. */
  directBits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      this.range >>>= 1;
      const bit = this.code >>> 0 >= this.range >>> 0 ? 1 : 0;
      if (bit === 1) this.code = (this.code - this.range) | 0;
      if (this.range >>> 0 < topValue) this.shift();
      value = (value << 1) | bit;
    }
    return value;
  }

  /** A number of `bits` bits, the highest first; each prefix of bits has its own probability, from `base` on. */
  tree(probabilities: Uint16Array, base: number, bits: number): number {
    let symbol = 1;
    for (let i = 0; i < bits; i++) symbol = (symbol << 1) | this.bit(probabilities, base + symbol);
    return symbol - (1 << bits);
  }

  /** As `tree`, the lowest bit first. */
  reverseTree(probabilities: Uint16Array, base: number, bits: number): number {
    let node = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.bit(probabilities, base + node);
      node = (node << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  private shift(): void {
    this.range <<= 8;
    const next = this.at < this.input.length ? this.input[this.at]! : 0;
    this.at++;
    this.code = (this.code << 8) | next;
  }
}
