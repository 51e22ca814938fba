import { ByteWriter } from "./byte-writer.ts";

const byteCountFlag = 0x40000000;
const newClass = 0xffffffff;
const classFlag = 0x80000000;
/** References count from the start of the record's key, and two more, so that small numbers can mean other things. */
const referenceOffset = 2;

/** Writes objects as ROOT streams them: byte counts, versions, names of classes once each, references to objects written before. */
export class ObjectWriter extends ByteWriter {
  readonly #keyLength: number;
  readonly #classes = new Map<string, number>();

  /** @param keyLength length of the key that will stand in front of what is written here. */
  constructor(keyLength: number) {
    super(4096);
    this.#keyLength = keyLength;
  }

  /** Byte count, version of the class, then what `body` writes. */
  versioned(version: number, body: () => void): void {
    const start = this.#reserveCount();
    this.int16(version);
    body();
    this.#setCount(start);
  }

  /** An object behind a pointer: its class is written with it. @returns what `reference` takes to point to it again. */
  object(className: string, body: () => void): number {
    const start = this.#reserveCount();
    const known = this.#classes.get(className);
    if (known !== undefined) this.uint32(known);
    else {
      this.#classes.set(className, (this.#referenceTo(this.position) | classFlag) >>> 0);
      this.uint32(newClass);
      this.cString(className);
    }
    body();
    this.#setCount(start);
    return this.#referenceTo(start);
  }

  /** A pointer to an object that was written before. */
  reference(to: number): void {
    this.uint32(to);
  }

  nullPointer(): void {
    this.uint32(0);
  }

  #referenceTo(position: number): number {
    return position + this.#keyLength + referenceOffset;
  }

  #reserveCount(): number {
    this.uint32(0);
    return this.position - 4;
  }

  #setCount(start: number): void {
    this.patchUint32(start, byteCountFlag + this.position - start - 4);
  }
}
