import type { Where } from "../errors/app-error.ts";
import { CorruptFileError } from "./errors.ts";

/** Reads big-endian numbers and ROOT strings one after the other; running past the end is a {@link CorruptFileError}. */
export class ByteReader {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly what: string;
  readonly where: Where;
  position: number;

  /** @param what names the structure in messages, such as "key". */
  constructor(bytes: Uint8Array, what: string, where: Where, position = 0) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.what = what;
    this.where = where;
    this.position = position;
  }

  get remaining(): number {
    return this.bytes.length - this.position;
  }

  skip(count: number): void {
    this.take(count);
  }

  uint8(): number {
    return this.view.getUint8(this.take(1));
  }

  uint16(): number {
    return this.view.getUint16(this.take(2));
  }

  int16(): number {
    return this.view.getInt16(this.take(2));
  }

  uint32(): number {
    return this.view.getUint32(this.take(4));
  }

  int32(): number {
    return this.view.getInt32(this.take(4));
  }

  /** A file position of 8 bytes; beyond 2^53 no file exists, so that is corrupt. */
  uint64(): number {
    const value = Number(this.view.getBigUint64(this.take(8)));
    if (!Number.isSafeInteger(value)) throw this.corrupt(`a position of ${value} bytes is impossible`);
    return value;
  }

  /** A TString: one length byte, or 255 and four length bytes, then Latin-1 or UTF-8 text. */
  string(): string {
    const short = this.uint8();
    const length = short === 255 ? this.uint32() : short;
    const start = this.take(length);
    return decoder.decode(this.bytes.subarray(start, start + length));
  }

  /** Whether a TString here holds exactly this text; steps behind it either way. Cheaper than decoding it to compare. */
  stringIs(text: string): boolean {
    const short = this.uint8();
    const length = short === 255 ? this.uint32() : short;
    const start = this.take(length);
    let same = length === text.length;
    for (let i = 0; same && i < length; i++) same = this.bytes[start + i] === text.charCodeAt(i);
    if (same || isAscii(text)) return same;
    return decoder.decode(this.bytes.subarray(start, start + length)) === text;
  }

  uuid(): string {
    const start = this.take(16);
    let hex = "";
    for (let i = 0; i < 16; i++) {
      hex += this.bytes[start + i]!.toString(16).padStart(2, "0");
      if (i === 3 || i === 5 || i === 7 || i === 9) hex += "-";
    }
    return hex;
  }

  corrupt(problem: string): CorruptFileError {
    return new CorruptFileError(`Damaged ${this.what}: ${problem}`, this.where);
  }

  private take(count: number): number {
    const start = this.position;
    if (count < 0 || start + count > this.bytes.length)
      throw this.corrupt(`${count} bytes wanted at position ${start}, but it ends at ${this.bytes.length}`);
    this.position = start + count;
    return start;
  }
}

const decoder = new TextDecoder("utf-8", { fatal: false });

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}
