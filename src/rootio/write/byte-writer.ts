/** Writes big-endian numbers and ROOT strings one after the other into memory that grows. */
export class ByteWriter {
  /** Bytes written so far. */
  position = 0;
  #memory: Uint8Array;
  #view: DataView;

  constructor(capacity = 1024) {
    this.#memory = new Uint8Array(capacity);
    this.#view = new DataView(this.#memory.buffer);
  }

  /** What was written; a view, valid until something more is written. */
  get bytes(): Uint8Array {
    return this.#memory.subarray(0, this.position);
  }

  uint8(value: number): void {
    const at = this.#take(1);
    this.#view.setUint8(at, value);
  }

  int16(value: number): void {
    const at = this.#take(2);
    this.#view.setInt16(at, value);
  }

  uint16(value: number): void {
    const at = this.#take(2);
    this.#view.setUint16(at, value);
  }

  int32(value: number): void {
    const at = this.#take(4);
    this.#view.setInt32(at, value);
  }

  uint32(value: number): void {
    const at = this.#take(4);
    this.#view.setUint32(at, value);
  }

  int64(value: number): void {
    const at = this.#take(8);
    this.#view.setBigInt64(at, BigInt(value));
  }

  float32(value: number): void {
    const at = this.#take(4);
    this.#view.setFloat32(at, value);
  }

  float64(value: number): void {
    const at = this.#take(8);
    this.#view.setFloat64(at, value);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#take(bytes.length);
    this.#memory.set(bytes, at);
  }

  /** A TString: one length byte, or 255 and four length bytes, then UTF-8 text. */
  string(text: string): void {
    const encoded = encoder.encode(text);
    if (encoded.length < 255) this.uint8(encoded.length);
    else {
      this.uint8(255);
      this.uint32(encoded.length);
    }
    this.raw(encoded);
  }

  /** Text that a 0 ends, as names of classes are written. */
  cString(text: string): void {
    this.raw(encoder.encode(text));
    this.uint8(0);
  }

  /** Overwrites four bytes written before. */
  patchUint32(at: number, value: number): void {
    this.#view.setUint32(at, value);
  }

  /** Makes room, perhaps in other memory: to be called before the memory is looked at. */
  #take(count: number): number {
    const at = this.position;
    const needed = at + count;
    if (needed > this.#memory.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#memory.length));
      grown.set(this.#memory);
      this.#memory = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.position = needed;
    return at;
  }
}

/** Bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  return encoder.encode(text).length;
}

/** Bytes of a TString on disk. */
export function stringLength(text: string): number {
  const length = utf8Length(text);
  return length + (length < 255 ? 1 : 5);
}

const encoder = new TextEncoder();
