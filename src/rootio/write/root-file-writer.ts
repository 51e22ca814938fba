import { ByteWriter } from "./byte-writer.ts";
import { withParts, writeStreamerInfos } from "./classes/streamer-info.ts";
import { compressionSetting, type CompressionLevel } from "./compress.ts";
import { Directory, type DirectoryWriter } from "./directory-writer.ts";
import { InvalidOutputError } from "./errors.ts";
import type { ByteSink } from "./byte-sink.ts";
import { bigFileStart, bigVersion, type KeyFields, keyLengthOf, writeSeek } from "./key-fields.ts";
import { checkFileName, checkTitle } from "./names.ts";
import { RecordFile } from "./record-file.ts";

export type { CompressionLevel } from "./compress.ts";
export type { DirectoryWriter, HistogramOptions } from "./directory-writer.ts";
export type { BranchDefinition, TreeOptions, TreeWriter } from "./tree/tree-writer.ts";

export interface RootFileOptions {
  /** ZLIB level; 0 stores everything as it is. */
  readonly compression: { readonly level: CompressionLevel };
  /** Name that the file knows itself by. */
  readonly name: string;
  readonly title?: string;
  /** 16 bytes; by default new ones. */
  readonly uuid?: Uint8Array;
  /** Date of everything in the file; by default now. With a fixed one and a fixed uuid the same input gives the same bytes. */
  readonly date?: Date;
}

/** A ROOT file that is being written. Disposing of it before it is closed discards it. */
export interface RootFileWriter extends AsyncDisposable {
  /** The top folder. */
  readonly root: DirectoryWriter;
  /**
   * Writes what a reader needs to find everything, and completes the sink. If anything fails the sink is discarded.
   *
   * @throws {InvalidOutputError} if a tree is open, or the file is not open any more.
   * @throws {OutputFailedError} if the sink failed, now or before.
   */
  close(): Promise<void>;
  /** Gives up: nothing is left in the sink. Does nothing after `close`. */
  discard(): Promise<void>;
}

/** Format of ROOT 6.18, in which the class versions were those that are written here. */
const formatVersion = 61804;
/** Added to the version of a file whose head has 8-byte positions. */
const bigFormat = 1_000_000;
/** Where records begin: the head before it has room for both forms. */
const begin = 100;

/**
 * Begins a ROOT file. Records go to the sink one after the other; the head, without which nobody takes it for a ROOT file, comes last.
 *
 * @throws {InvalidOutputError} for a name, title or uuid that cannot be.
 */
export function createRootFile(sink: ByteSink, options: RootFileOptions): RootFileWriter {
  const { name, title = "", uuid = randomUuid(), date = new Date(), compression } = options;
  checkFileName(name);
  checkTitle(title, "file");
  if (uuid.length !== 16) throw new InvalidOutputError(`A UUID has 16 bytes, not ${uuid.length}`);
  if (!Number.isInteger(compression.level) || compression.level < 0 || compression.level > 9)
    throw new InvalidOutputError(`A compression level is a whole number from 0 to 9, not ${compression.level}`);
  return new FileInWork(sink, { name, title, uuid: Uint8Array.from(uuid), date, level: compression.level });
}

interface FileFacts {
  readonly name: string;
  readonly title: string;
  readonly uuid: Uint8Array;
  readonly date: Date;
  readonly level: CompressionLevel;
}

class FileInWork implements RootFileWriter {
  readonly root: Directory;
  readonly #sink: ByteSink;
  readonly #facts: FileFacts;
  readonly #file: RecordFile;
  #state: "open" | "closed" | "discarded" = "open";

  constructor(sink: ByteSink, facts: FileFacts) {
    this.#sink = sink;
    this.#facts = facts;
    this.#file = new RecordFile(sink, facts.level, facts.date);
    void this.#file.appendRaw(new Uint8Array(begin));
    this.root = Directory.top(this.#file, facts.name, facts.title, facts.uuid);
  }

  async close(): Promise<void> {
    if (this.#state !== "open") throw new InvalidOutputError(`File "${this.#facts.name}" is ${this.#state} already`);
    try {
      await this.#file.flush(); // tells what went wrong before
      const infos = this.#writeStreamerInfos();
      await this.root.close();
      const free = this.#writeFreeList();
      await this.#file.patch(0, this.#head(infos, free));
      this.#file.seal();
      await this.#sink.close();
    } catch (error) {
      await this.discard();
      throw error;
    }
    this.#state = "closed";
  }

  async discard(): Promise<void> {
    if (this.#state !== "open") return;
    this.#state = "discarded";
    this.#file.seal();
    // What failed was told to whoever waited for it; here only the end of it matters.
    await this.#file.flush().catch(() => undefined);
    await this.#sink.discard();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.discard();
  }

  #writeStreamerInfos(): KeyFields {
    const title = "Doubly linked list"; // what TList says of itself
    const head = { className: "TList", name: "StreamerInfo", title, cycle: 1, directorySeek: begin };
    const { key } = this.#file.appendObject(head, (writer) => {
      writeStreamerInfos(writer, withParts(this.#file.classes));
    });
    return key;
  }

  /** Nothing is ever freed, so the only free part is what lies behind the end. */
  #writeFreeList(): KeyFields {
    const { name, title } = this.#facts;
    const head = { className: "TFile", name, title, cycle: 1, directorySeek: begin };
    const start = this.#file.end + keyLengthOf({ ...head, big: this.#file.needsBig(begin) });
    const big = start + freeLength.small > bigFileStart;
    const end = start + (big ? freeLength.big : freeLength.small);
    const list = new ByteWriter(freeLength.big);
    list.uint16(1 + (big ? bigVersion : 0));
    writeSeek(list, end, big);
    writeSeek(list, lastFreeByte(end), big);
    return this.#file.append(head, list.position, list.bytes).key;
  }

  /** @see the ROOT file format description, "TFile". */
  #head(infos: KeyFields, free: KeyFields): Uint8Array {
    const { uuid, level } = this.#facts;
    const big = this.#file.end > bigFileStart;
    const writer = new ByteWriter(begin);
    for (const letter of "root") writer.uint8(letter.charCodeAt(0));
    writer.int32(formatVersion + (big ? bigFormat : 0));
    writer.int32(begin);
    writeSeek(writer, this.#file.end, big);
    writeSeek(writer, free.seek, big);
    writer.int32(free.recordLength);
    writer.int32(1); // parts in the list of free parts
    writer.int32(this.root.nameLength);
    writer.uint8(big ? 8 : 4); // bytes of a position
    writer.int32(compressionSetting(level));
    writeSeek(writer, infos.seek, big);
    writer.int32(infos.recordLength);
    writer.uint16(1); // version of the UUID
    writer.raw(uuid);
    return writer.bytes;
  }
}

/** Bytes of one entry of the list of free parts. */
const freeLength = { small: 10, big: 18 };

/** ROOT lets the free part behind the end reach to 2 GB, and grows it by 1 GB at a time. */
function lastFreeByte(end: number): number {
  const step = 1_000_000_000;
  return end < bigFileStart ? bigFileStart : bigFileStart + step * Math.ceil((end - bigFileStart + 1) / step);
}

/** Of the random form (version 4 of RFC 9562). */
function randomUuid(): Uint8Array {
  const uuid = crypto.getRandomValues(new Uint8Array(16));
  uuid[6] = (uuid[6]! & 0x0f) | 0x40;
  uuid[8] = (uuid[8]! & 0x3f) | 0x80;
  return uuid;
}
