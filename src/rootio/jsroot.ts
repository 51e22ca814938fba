import { FileProxy, openFile, TBuffer, type TFile } from "jsroot/io";
import type { Where } from "../errors/app-error.ts";
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
   * Turns unpacked bytes into an object with ROOT's member names.
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
        const buffer = bufferOf(bytes, keyLengthOfObject, file);
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
