import { evenProbability, RangeDecoder } from "./range-decoder.ts";

// The probabilities stand in one array, each group from its own place on.
const states = 12;
const positionStates = 16;
const isMatch = 0;
const isRepeat = isMatch + states * positionStates;
const isRepeat0 = isRepeat + states;
const isRepeat1 = isRepeat0 + states;
const isRepeat2 = isRepeat1 + states;
const isLongRepeat0 = isRepeat2 + states;
const distanceSlot = isLongRepeat0 + states * positionStates;
const distanceSpecial = distanceSlot + 4 * 64;
const distanceAlign = distanceSpecial + 1 + 128 - 14;
const matchLength = distanceAlign + 16;
const lengthGroup = 2 + positionStates * 8 * 2 + 256;
const repeatLength = matchLength + lengthGroup;
const literal = repeatLength + lengthGroup;
const literalGroup = 0x300;

/** Why a chunk cannot be decoded; undefined when it was. */
export type LzmaFault = string | undefined;

/**
 * Decodes LZMA chunks into `output`, which is its own dictionary: a match may reach back to the last dictionary reset.
 *
 * The symbols: literal (one byte), match (length and distance), repeat (one of the last four distances), short repeat (one byte at
 * the last distance). `state` sums up the last few symbols and chooses the probabilities.
 */
export class LzmaDecoder {
  /** Where the next byte goes. */
  position = 0;

  private readonly output: Uint8Array;
  private readonly range = new RangeDecoder();
  private probabilities = new Uint16Array(literal);
  private dictionaryStart = 0;
  private literalContextBits = 0;
  private literalPositionMask = 0;
  private positionMask = 0;
  private state = 0;
  /** Last four distances, less one, the latest first; unsigned. */
  private rep0 = 0;
  private rep1 = 0;
  private rep2 = 0;
  private rep3 = 0;

  constructor(output: Uint8Array) {
    this.output = output;
  }

  /** Forgets all bytes before this place. */
  resetDictionary(): void {
    this.dictionaryStart = this.position;
  }

  /** Takes the properties byte ((pb * 5 + lp) * 9 + lc); false if LZMA2 does not allow it. */
  setProperties(byte: number): boolean {
    const lc = byte % 9;
    const lp = Math.floor(byte / 9) % 5;
    const pb = Math.floor(byte / 45);
    if (pb > 4 || lc + lp > 4) return false;
    this.literalContextBits = lc;
    this.literalPositionMask = (1 << lp) - 1;
    this.positionMask = (1 << pb) - 1;
    this.probabilities = new Uint16Array(literal + (literalGroup << (lc + lp)));
    return true;
  }

  resetState(): void {
    this.probabilities.fill(evenProbability);
    this.state = 0;
    this.rep0 = this.rep1 = this.rep2 = this.rep3 = 0;
  }

  /** Decodes one chunk, which must give exactly the bytes up to `stop` (at most the length of the output) and use all its input. */
  decodeChunk(chunk: Uint8Array, stop: number): LzmaFault {
    if (!this.range.start(chunk)) return "an LZMA chunk starts wrongly";
    while (this.position < stop) {
      const positionState = (this.position - this.dictionaryStart) & this.positionMask;
      if (this.range.bit(this.probabilities, isMatch + this.state * positionStates + positionState) === 0) {
        this.literal();
      } else {
        const length =
          this.range.bit(this.probabilities, isRepeat + this.state) === 0
            ? this.match(positionState)
            : this.repeat(positionState);
        if (this.rep0 >= this.position - this.dictionaryStart) return "an LZMA match reaches before the first byte";
        if (length > stop - this.position) return "an LZMA match reaches past the end of its chunk";
        this.copy(length);
      }
      if (this.range.overrun) return "an LZMA chunk is cut short";
    }
    return this.range.ended ? undefined : "an LZMA chunk does not end where it should";
  }

  private literal(): void {
    const { output, probabilities, range } = this;
    const past = this.position - this.dictionaryStart;
    const previous = past === 0 ? 0 : output[this.position - 1]!;
    const context =
      ((past & this.literalPositionMask) << this.literalContextBits) + (previous >>> (8 - this.literalContextBits));
    const base = literal + literalGroup * context;
    let symbol = 1;
    if (this.state >= 7) {
      // After a match the byte it would have gone on with is a good guess: its bits choose the probabilities while they agree.
      let guess = past > this.rep0 ? output[this.position - this.rep0 - 1]! : 0;
      while (symbol < 0x100) {
        const expected = (guess >>> 7) & 1;
        guess <<= 1;
        const bit = range.bit(probabilities, base + ((1 + expected) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (bit !== expected) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | range.bit(probabilities, base + symbol);
    output[this.position++] = symbol;
    this.state = this.state < 4 ? 0 : this.state < 10 ? this.state - 3 : this.state - 6;
  }

  /** A match: its length is returned, its distance becomes the latest. */
  private match(positionState: number): number {
    this.rep3 = this.rep2;
    this.rep2 = this.rep1;
    this.rep1 = this.rep0;
    const length = this.length(matchLength, positionState);
    this.rep0 = this.distance(length);
    this.state = this.state < 7 ? 7 : 10;
    return length;
  }

  /** A match at one of the last four distances, which becomes the latest. */
  private repeat(positionState: number): number {
    const { probabilities, range, state } = this;
    if (range.bit(probabilities, isRepeat0 + state) === 0) {
      if (range.bit(probabilities, isLongRepeat0 + state * positionStates + positionState) === 0) {
        this.state = state < 7 ? 9 : 11;
        return 1;
      }
    } else {
      const distance = this.olderDistance();
      this.rep1 = this.rep0;
      this.rep0 = distance;
    }
    this.state = state < 7 ? 8 : 11;
    return this.length(repeatLength, positionState);
  }

  /** Takes one of the three older distances out of its place; those before it move down by one. */
  private olderDistance(): number {
    const { probabilities, range, state } = this;
    if (range.bit(probabilities, isRepeat1 + state) === 0) return this.rep1;
    let distance = this.rep2;
    if (range.bit(probabilities, isRepeat2 + state) === 1) {
      distance = this.rep3;
      this.rep3 = this.rep2;
    }
    this.rep2 = this.rep1;
    return distance;
  }

  private length(base: number, positionState: number): number {
    const { probabilities, range } = this;
    if (range.bit(probabilities, base) === 0) return 2 + range.tree(probabilities, base + 2 + positionState * 8, 3);
    const middle = base + 2 + positionStates * 8;
    if (range.bit(probabilities, base + 1) === 0) return 10 + range.tree(probabilities, middle + positionState * 8, 3);
    return 18 + range.tree(probabilities, middle + positionStates * 8, 8);
  }

  private distance(length: number): number {
    const { probabilities, range } = this;
    const slot = range.tree(probabilities, distanceSlot + Math.min(length - 2, 3) * 64, 6);
    if (slot < 4) return slot;
    const lowBits = (slot >>> 1) - 1;
    const high = ((2 | (slot & 1)) << lowBits) >>> 0;
    if (slot < 14) return high + range.reverseTree(probabilities, distanceSpecial + high - slot, lowBits);
    // Slot 63 with all low bits set is the end mark, which LZMA2 does not use: as a distance it is always too far.
    return high + range.directBits(lowBits - 4) * 16 + range.reverseTree(probabilities, distanceAlign, 4);
  }

  private copy(length: number): void {
    const { output } = this;
    const distance = this.rep0 + 1;
    const stop = this.position + length;
    // Byte by byte, since source and target may overlap: that repeats a pattern.
    for (let to = this.position; to < stop; to++) output[to] = output[to - distance]!;
    this.position = stop;
  }
}
