import { RecentValues } from "../collections/recent-values.ts";
import type { Where } from "../errors/app-error.ts";
import { listKeys } from "./directory.ts";
import { CorruptFileError, TreeNotFoundError, UnsupportedFormatError } from "./errors.ts";
import { type FileHeader, headerLength, readFileHeader } from "./file-header.ts";
import { createObjectReader, type ObjectReader } from "./jsroot.ts";
import { type Key, readKeyOf } from "./key.ts";
import { prepareCodecsFor, readObject, unpack } from "./record.ts";
import type { ByteSource } from "./source/byte-source.ts";
import { Tree } from "./tree.ts";
import { toTreeMetadata } from "./tree-metadata.ts";
import { checkMetadata, unpackDefaults, type UnpackLimits } from "./unpack-limits.ts";

const treeClasses: ReadonlySet<string> = new Set(["TTree", "TNtuple", "TNtupleD"]);

/** An open ROOT file: its head and its list of keys have been read and checked. */
export class RootFile {
  readonly source: ByteSource;
  readonly header: FileHeader;
  /** Keys of everything that is not a folder, with their paths, all cycles. */
  readonly keys: readonly { readonly path: string; readonly key: Key }[];
  readonly limits: UnpackLimits;
  readonly #where: Where;
  #objects: Promise<ObjectReader> | undefined;

  constructor(source: ByteSource, header: FileHeader, keys: RootFile["keys"], limits: UnpackLimits) {
    this.limits = limits;
    this.source = source;
    this.header = header;
    this.keys = keys;
    this.#where = { file: source.name };
  }

  /** Paths of the trees, newest cycle of each, in the order of the file. */
  treePaths(): string[] {
    return [...new Set(this.keys.filter(({ key }) => treeClasses.has(key.className)).map(({ path }) => path))];
  }

  /**
   * Reads the metadata of a tree; of several cycles the newest.
   *
   * @throws {TreeNotFoundError} if there is none of that path.
   * @throws {CorruptFileError} if its record is damaged.
   * @throws {RecordTooLargeError} if its metadata would unpack to more than is taken.
   */
  async openTree(path: string): Promise<Tree> {
    const where = { ...this.#where, tree: path };
    const matches = this.keys.filter((entry) => entry.path === path);
    const newest = matches.reduce<Key | undefined>(
      (best, { key }) => (best && best.cycle >= key.cycle ? best : key),
      undefined,
    );
    if (newest !== undefined && /RNTuple$/.test(newest.className))
      throw new UnsupportedFormatError(`"${path}" is an RNTuple; only TTree is read`, where);
    if (newest === undefined || !treeClasses.has(newest.className))
      throw new TreeNotFoundError(path, this.treePaths(), this.#where);
    const { object, objects } = await this.#read(newest, where);
    return new Tree(this, path, toTreeMetadata(object, objects.streamers, where));
  }

  /**
   * The object behind a key of this file, with ROOT's member names: for small ones, such as histograms.
   *
   * @throws {CorruptFileError | RecordTooLargeError} as `openTree`
   */
  async readObject(path: string, key: Key): Promise<unknown> {
    return (await this.#read(key, { ...this.#where, object: path })).object;
  }

  async #read(key: Key, where: Where): Promise<{ readonly object: unknown; readonly objects: ObjectReader }> {
    const bytes = await readObject(this.source, this.header.end, key, where, this.limits);
    this.#objects ??= readStreamerInformation(this.source, this.header, this.limits, this.#where);
    const objects = await this.#objects;
    return { object: objects.read(bytes, key.className, key.keyLength, where), objects };
  }
}

/**
 * Opens a ROOT file: reads head and keys, nothing else.
 *
 * @throws {NotRootFileError | ShortReadError | CorruptFileError} if it is not a ROOT file, cut short, or damaged.
 * @throws {RecordTooLargeError} if a folder would unpack to more than is taken.
 */
export async function openRootFile(source: ByteSource, limits: UnpackLimits = unpackDefaults): Promise<RootFile> {
  const where = { file: source.name };
  const [head] = await source.read([{ start: 0, stop: Math.min(headerLength, source.size) }]);
  const header = readFileHeader(head!, source.size, where);
  return new RootFile(source, header, await listKeys(source, header, limits, where), limits);
}

/** Readers already made, by the bytes they were made from: files of one production share their streamer information. */
const readers = new RecentValues<Promise<ObjectReader>>(16);
const latin1 = new TextDecoder("latin1");

async function readStreamerInformation(
  source: ByteSource,
  header: FileHeader,
  limits: UnpackLimits,
  whereFile: Where,
): Promise<ObjectReader> {
  const where = { ...whereFile, offset: header.seekInfo };
  const stop = header.seekInfo + header.infoLength;
  const what = "The streamer information";
  checkMetadata(what, header.infoLength, header.infoLength, limits, where); // it is never shorter than on disk
  const [record] = await source.read([{ start: header.seekInfo, stop }]);
  const key = readKeyOf(record!, "streamer information", where);
  if (key.className !== "TList" || key.nbytes !== record!.length)
    throw new CorruptFileError(`Damaged streamer information: found ${key.className} of ${key.nbytes} bytes`, where);
  checkMetadata(what, key.nbytes, key.objectLength, limits, where);
  await prepareCodecsFor([record!]);
  const bytes = unpack(record!.subarray(key.keyLength), key.objectLength, where);
  const fingerprint = `${key.keyLength}/${latin1.decode(record)}`;
  return readers.get(fingerprint, () => {
    const made = createObjectReader(bytes, key.keyLength, where);
    made.catch(() => {
      readers.forget(fingerprint, made);
    });
    return made;
  });
}
