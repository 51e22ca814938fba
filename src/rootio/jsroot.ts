import { FileProxy, openFile, TBuffer, type TFile } from "jsroot/io";
import type { Where } from "../errors/app-error.ts";
import { DeferredObject } from "./deferred-object.ts";
import { CorruptFileError } from "./errors.ts";
import { standardLeaves } from "./standard-leaves.ts";
import { emptyFileImage } from "./empty-file-image.ts";
import { type Streamers, toStreamers } from "./streamer-info.ts";

/**
 * The only place that knows jsroot.
 *
 * jsroot understands ROOT's self-description: streamer information says how each class was written, and from it jsroot
 * turns the bytes of a TTree into an object. It never sees the user's file: bytes are fetched, checked and inflated by our
 * own code, and jsroot gets an empty file made by us to open, then the unpacked streamer information, then the unpacked bytes
 * of one object. So its silent inflate, its loops on damaged baskets and its printing stay outside.
 */

/** Understands objects of files that have one and the same streamer information. */
export interface ObjectReader {
  /** What they say of classes. */
  readonly streamers: Streamers;
  /**
   * Turns unpacked bytes into an object with ROOT's member names. Branches in it are {@link DeferredObject}s.
   *
   * @param keyLength length of the key in front of the record; references inside the object count from there.
   * @throws {CorruptFileError} if the bytes do not fit their description.
   */
  read(bytes: Uint8Array, className: string, keyLength: number, where: Where): unknown;
}

/**
 * @param streamerInfo unpacked list of streamer information of a file, whose key was `keyLength` bytes long.
 * @throws {CorruptFileError} if jsroot cannot make sense of it.
 */
export async function createObjectReader(
  streamerInfo: Uint8Array,
  keyLength: number,
  where: Where,
): Promise<ObjectReader> {
  const file = await openFile(new ImageProxy(emptyFileImage()));
  if (file === false) throw new Error("jsroot did not open its own empty file");
  readQuietly("streamer information", where, () => {
    file.extractStreamerInfos(bufferOf(streamerInfo, keyLength, file));
  });
  for (const leaf of standardLeaves) {
    const infos = file.fStreamerInfos?.arr;
    if (infos !== undefined && !infos.some((info) => (info as { fName?: unknown }).fName === leaf.fName))
      infos.push(leaf);
  }
  return {
    streamers: toStreamers(file.fStreamerInfos?.arr ?? []),
    read(bytes, className, keyLengthOfObject, whereObject) {
      return readQuietly(className, whereObject, () => {
        const buffer = new DeferringBuffer(bytes, keyLengthOfObject, file, whereObject);
        const object = {};
        buffer.mapObject(1, object);
        buffer.classStreamer(object, className);
        if (buffer.o > buffer.length) throw new RangeError("object longer than its record");
        return object;
      });
    },
  };
}

/** @param keyLength references between objects count from the start of the key in front of them. */
function bufferOf(bytes: Uint8Array, keyLength: number, file: TFile): TBuffer {
  const buffer = new BoundedBuffer(viewOf(bytes), 0, file);
  buffer.fTagOffset = keyLength;
  return buffer;
}

/** Refuses an array longer than the bytes that are left before memory for it is taken. */
class BoundedBuffer extends TBuffer {
  override readFastArray(length: number, type: number): unknown {
    if (!(length >= 0) || length > this.length - this.o)
      throw new RangeError(`an array of ${length} values does not fit into ${this.length - this.o} bytes`);
    return super.readFastArray(length, type);
  }
}

const byteCountFlag = 0x40000000;
const newClass = 0xffffffff;
const classFlag = 0x80000000;
/** References count from the start of the key, and two more. */
const referenceOffset = 2;

/**
 * Steps over branches, which know their length, and makes them when they are asked for. A reference to what was stepped over,
 * an object or the name of a class, is followed to where it leads.
 */
class DeferringBuffer extends BoundedBuffer {
  readonly #view: DataView;
  readonly #where: Where;
  /** Start of the object that is being made, and the end of the one around it. */
  #making = -1;
  #limit: number;
  /** Bytes of objects that references led to; each may be read once, as in a sound file, and not much more. */
  #followed = 0;

  constructor(bytes: Uint8Array, keyLength: number, file: TFile, where: Where) {
    const view = viewOf(bytes);
    super(view, 0, file);
    this.fTagOffset = keyLength;
    this.#view = view;
    this.#where = where;
    this.#limit = view.byteLength;
  }

  override readObjectAny(): unknown {
    const start = this.o;
    const head = start === this.#making ? undefined : this.#headAt(start);
    if (head === undefined || !head.className.startsWith("TBranch") || head.stop > this.#limit)
      return super.readObjectAny();
    this.o = head.stop;
    return this.#defer(start);
  }

  override getMappedClass(tag: number): string | -1 {
    const known = super.getMappedClass(tag);
    return known === -1 ? (this.#classNameAt(tag - this.fTagOffset - referenceOffset) ?? -1) : known;
  }

  override getMappedObject(tag: number): unknown {
    const known = super.getMappedObject(tag);
    if (known !== undefined) return known;
    const start = tag - this.fTagOffset - referenceOffset;
    return /^T(Leaf|Branch)/.test(this.#headAt(start)?.className ?? "") ? this.#defer(start) : undefined;
  }

  #defer(start: number): DeferredObject {
    const object = new DeferredObject(this.#view, start, this.fTagOffset, (at) => this.#make(at));
    this.mapObject(this.fTagOffset + start + referenceOffset, object);
    return object;
  }

  #make(start: number): unknown {
    const head = this.#headAt(start);
    const [makingBefore, limitBefore] = [this.#making, this.#limit];
    return readQuietly(head?.className ?? "object", this.#where, () => {
      if (head === undefined) throw new RangeError("a reference leads to no object");
      this.#followed += head.stop - start;
      if (this.#followed > mostFollowed * this.length) throw new RangeError("objects lie across each other");
      this.#making = this.o = start;
      this.#limit = head.stop;
      try {
        const object = super.readObjectAny();
        if (this.o !== head.stop) throw new RangeError("object of another length than it says");
        return object;
      } finally {
        [this.#making, this.#limit] = [makingBefore, limitBefore];
      }
    });
  }

  /** Class and end of an object behind a pointer; undefined for a reference, or where it does not say its length. */
  #headAt(start: number): { readonly className: string; readonly stop: number } | undefined {
    if (start < 0 || start + 8 > this.length) return undefined;
    const count = this.#view.getUint32(start);
    const tag = this.#view.getUint32(start + 4);
    const stop = start + 4 + (count & ~byteCountFlag);
    if ((count & byteCountFlag) === 0 || count >= classFlag || stop > this.length || tag < classFlag) return undefined;
    const nameAt = tag === newClass ? start + 4 : (tag & ~classFlag) - this.fTagOffset - referenceOffset;
    const className = this.#classNameAt(nameAt);
    return className === undefined ? undefined : { className, stop };
  }

  #classNameAt(start: number): string | undefined {
    if (start < 0 || start + 5 > this.length || this.#view.getUint32(start) !== newClass) return undefined;
    let name = "";
    for (let at = start + 4; at < this.length && name.length < longestClassName; at++) {
      const letter = this.#view.getUint8(at);
      if (letter === 0) return name;
      name += String.fromCharCode(letter);
    }
    return undefined;
  }
}

/** Objects that contain each other are counted once for each of them. */
const mostFollowed = 64;
const longestClassName = 1000;

class ImageProxy extends FileProxy {
  readonly image: Uint8Array;
  constructor(image: Uint8Array) {
    super();
    this.image = image;
  }
  override openFile(): Promise<boolean> {
    return Promise.resolve(true);
  }
  override getFileName(): string {
    return "streamer-information";
  }
  override getFileSize(): number {
    return this.image.length;
  }
  override readBuffer(position: number, length: number): Promise<DataView> {
    return Promise.resolve(viewOf(this.image.subarray(position, position + length)));
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/* eslint-disable no-console -- jsroot reports damage by printing and going on; a print is an error here */
function readQuietly<T>(className: string, where: Where, read: () => T): T {
  const printed: string[] = [];
  const saved = { log: console.log, warn: console.warn, error: console.error };
  const collect = (...words: unknown[]): void => {
    printed.push(words.map(String).join(" "));
  };
  console.log = console.warn = console.error = collect;
  let result: T;
  try {
    result = read();
  } catch (error) {
    throw new CorruptFileError(`Damaged ${className}: its bytes do not fit their description`, where, { cause: error });
  } finally {
    Object.assign(console, saved);
  }
  if (printed.length > 0) throw new CorruptFileError(`Damaged ${className}: ${printed[0]!.slice(0, 200)}`, where);
  return result;
}
/* eslint-enable no-console */
