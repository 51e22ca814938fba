import { ByteWriter } from "./byte-writer.ts";
import type { ClassDescription } from "./classes/class-description.ts";
import { compress, type CompressionLevel } from "./compress.ts";
import { InvalidOutputError } from "./errors.ts";
import type { ByteSink } from "./byte-sink.ts";
import { bigFileStart, type KeyFields, keyLengthOf, toDatime, writeKey } from "./key-fields.ts";
import { ObjectWriter } from "./object-writer.ts";

/** What the caller knows of a record before it has a place. */
export interface RecordHead {
  readonly className: string;
  readonly name: string;
  readonly title: string;
  readonly cycle: number;
  /** Position of the directory that it belongs to. */
  readonly directorySeek: number;
}

/** Below this length ROOT does not try to compress an object. */
const leastCompressed = 257;
/** Lengths of records are 32-bit numbers with sign. */
const maxRecordLength = 0x7fffffff;

/**
 * The records of a file, one behind the other without gaps: gives each its place, and writes them in that order.
 *
 * A place is given at once; the bytes follow when the ones before have been taken by the sink. After the first failure of
 * the sink nothing more is written, and whatever is waited for fails with that error.
 */
export class RecordFile {
  readonly datime: number;
  readonly level: CompressionLevel;
  /** Classes of which objects were written. */
  readonly classes = new Set<ClassDescription>();
  readonly #sink: ByteSink;
  #end = 0;
  #sealed = false;
  #tail: Promise<void> = Promise.resolve();

  constructor(sink: ByteSink, level: CompressionLevel, date: Date) {
    this.#sink = sink;
    this.level = level;
    this.datime = toDatime(date);
  }

  /** Where the next record will stand. */
  get end(): number {
    return this.#end;
  }

  /** Whether a record that stands at the end needs 8 bytes for positions. */
  needsBig(directorySeek: number): boolean {
    return this.#end > bigFileStart || directorySeek > bigFileStart;
  }

  /** Appends bytes that are no record, such as the space of the file's own head. */
  appendRaw(bytes: Uint8Array): Promise<void> {
    this.#end += bytes.length;
    return this.#enqueue(() => this.#sink.write(bytes));
  }

  /**
   * Appends a record.
   *
   * @param objectLength length of what `payload` is when not compressed.
   * @param options `big` forces 8-byte positions; `tail` stands between the key's title and its end.
   * @returns its key at once, and a promise for when `payload` may be used again.
   */
  append(
    head: RecordHead,
    objectLength: number,
    payload: Uint8Array,
    { big = this.needsBig(head.directorySeek), tail }: { readonly big?: boolean; readonly tail?: Uint8Array } = {},
  ): { readonly key: KeyFields; readonly taken: Promise<void> } {
    const keyLength = keyLengthOf({ ...head, big }) + (tail?.length ?? 0);
    const recordLength = keyLength + payload.length;
    if (keyLength + objectLength > maxRecordLength)
      throw new InvalidOutputError(
        `"${head.name}" has ${objectLength} bytes; one object of a ROOT file has up to 2 GiB`,
      );
    const place = { objectLength, keyLength, recordLength, seek: this.#end, datime: this.datime, big };
    const key: KeyFields = { ...head, ...place };
    this.#end += recordLength;
    const header = new ByteWriter(keyLength);
    writeKey(header, key);
    if (tail !== undefined) header.raw(tail);
    const taken = this.#enqueue(async () => {
      await this.#sink.write(header.bytes);
      await this.#sink.write(payload);
    });
    return { key, taken };
  }

  /** Appends the record of an object that `write` streams, compressed if that is worth it. */
  appendObject(
    head: RecordHead,
    write: (writer: ObjectWriter) => void,
  ): { readonly key: KeyFields; readonly taken: Promise<void> } {
    const big = this.needsBig(head.directorySeek);
    const writer = new ObjectWriter(keyLengthOf({ ...head, big }));
    write(writer);
    const object = writer.bytes;
    const payload = object.length < leastCompressed ? object : compress(object, this.level);
    return this.append(head, object.length, payload, { big });
  }

  /** Overwrites bytes that were appended before. */
  patch(offset: number, bytes: Uint8Array): Promise<void> {
    return this.#enqueue(() => this.#sink.writeAt(offset, bytes));
  }

  /** From now on nothing can be written any more. */
  seal(): void {
    this.#sealed = true;
  }

  /** Waits until everything has been taken by the sink. */
  flush(): Promise<void> {
    return this.#tail;
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    if (this.#sealed)
      throw new InvalidOutputError("The file is closed or discarded; nothing more can be written to it");
    const done = this.#tail.then(work);
    // Whoever waits for this or for anything later gets the error; here it is only kept from counting as unseen.
    done.catch(() => undefined);
    this.#tail = done;
    return done;
  }
}
