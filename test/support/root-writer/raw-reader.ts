/** A key as it stands in a file. */
export interface RawKey {
  readonly recordLength: number;
  readonly version: number;
  readonly big: boolean;
  readonly objectLength: number;
  readonly keyLength: number;
  readonly cycle: number;
  readonly seek: number;
  readonly directorySeek: number;
  readonly className: string;
  readonly name: string;
  readonly title: string;
  /** Bytes that these fields take. */
  readonly fieldsLength: number;
}

/** Reads big-endian fields one after the other; shares nothing with the reader of the product. */
export class RawReader {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  bytes(length: number): Uint8Array {
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  uint8(): number {
    this.at += 1;
    return this.#bytes.readUInt8(this.at - 1);
  }

  uint16(): number {
    this.at += 2;
    return this.#bytes.readUInt16BE(this.at - 2);
  }

  int32(): number {
    this.at += 4;
    return this.#bytes.readInt32BE(this.at - 4);
  }

  uint32(): number {
    this.at += 4;
    return this.#bytes.readUInt32BE(this.at - 4);
  }

  seek(big: boolean): number {
    if (!big) return this.int32();
    this.at += 8;
    return Number(this.#bytes.readBigInt64BE(this.at - 8));
  }

  string(): string {
    const short = this.uint8();
    return Buffer.from(this.bytes(short === 255 ? this.int32() : short)).toString();
  }

  key(start: number): RawKey {
    this.at = start;
    const recordLength = this.int32();
    const version = this.uint16();
    const big = version > 1000;
    const objectLength = this.int32();
    this.int32(); // date
    const keyLength = this.uint16();
    const cycle = this.uint16();
    const [seek, directorySeek] = [this.seek(big), this.seek(big)];
    const [className, name, title] = [this.string(), this.string(), this.string()];
    const fieldsLength = this.at - start;
    const numbers = { recordLength, version, big, objectLength, keyLength, cycle, seek, directorySeek };
    return { ...numbers, className, name, title, fieldsLength };
  }
}
