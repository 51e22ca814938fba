import type { Where } from "../errors/app-error.ts";
import { ByteReader } from "./byte-reader.ts";
import { CorruptFileError } from "./errors.ts";
import type { FileHeader } from "./file-header.ts";
import { currentClass, type Key, readKey } from "./key.ts";
import { readObject } from "./record.ts";
import type { ByteSource } from "./source/byte-source.ts";
import type { UnpackLimits } from "./unpack-limits.ts";

/** Folders in folders deeper than this are not followed: no real file has them, a damaged one may. */
const maxDepth = 20;
/** Keys that one file may list in all, for the same reason. */
const maxKeys = 1_000_000;

/** A key with the folders that lead to it: `plots/signal/m4l`. */
export interface DirectoryEntry {
  readonly path: string;
  readonly key: Key;
}

/**
 * Every key of the file that is not a folder, folders followed, in the order of the file.
 *
 * @throws {CorruptFileError} if a list of keys is damaged or folders contain themselves.
 */
export async function listKeys(
  source: ByteSource,
  header: FileHeader,
  limits: UnpackLimits,
  where: Where,
): Promise<DirectoryEntry[]> {
  const start = header.begin + header.nameLength;
  if (header.nameLength > 100_000 || start + 60 > header.end)
    throw new CorruptFileError(`Damaged file header: a name of ${header.nameLength} bytes is impossible`, where);
  const [record] = await source.read([{ start, stop: Math.min(start + 60, source.size) }]);
  const walk: Walk = { source, header, limits, where, entries: [], seen: new Set() };
  await listFolder(walk, record!, "", 0);
  return walk.entries;
}

interface Walk {
  readonly source: ByteSource;
  readonly header: FileHeader;
  readonly limits: UnpackLimits;
  readonly where: Where;
  readonly entries: DirectoryEntry[];
  /** Positions of key lists already followed. */
  readonly seen: Set<number>;
}

async function listFolder(walk: Walk, folder: Uint8Array, path: string, depth: number): Promise<void> {
  const { source, header, limits, where } = walk;
  const { seekKeys, keysLength } = readDirectory(new ByteReader(folder, "directory", where));
  if (seekKeys === 0) return;
  if (seekKeys < header.begin || keysLength < 8 || seekKeys + keysLength > header.end)
    throw new CorruptFileError(
      `Damaged directory: its list of keys [${seekKeys}, ${seekKeys + keysLength}) is not inside the file`,
      where,
    );
  if (walk.seen.has(seekKeys) || depth > maxDepth)
    throw new CorruptFileError(`Damaged directory "${path}": folders contain themselves`, where);
  walk.seen.add(seekKeys);
  const list = await readWholeList(walk, seekKeys, keysLength);
  for (const key of readKeyList(list, where)) {
    if (walk.entries.length >= maxKeys) throw new CorruptFileError("Damaged directory: too many keys", where);
    const name = path === "" ? key.name : `${path}/${key.name}`;
    if (currentClass(key.className) === "TDirectoryFile")
      await listFolder(walk, await readObject(source, header.end, key, where, limits), name, depth + 1);
    else walk.entries.push({ path: name, key });
  }
}

/** The list of keys, as long as its own key says: some programs wrote another length into the directory. */
async function readWholeList({ source, header, where }: Walk, start: number, length: number): Promise<Uint8Array> {
  const [list] = await source.read([{ start, stop: start + length }]);
  const { nbytes } = readKey(new ByteReader(list!, "list of keys", where));
  if (nbytes === length) return list!;
  if (start + nbytes > header.end)
    throw new CorruptFileError(
      `Damaged list of keys: it says ${nbytes} bytes where the directory says ${length} and the file has ${header.end - start}`,
      where,
    );
  const [whole] = await source.read([{ start, stop: start + nbytes }]);
  return whole!;
}

function readDirectory(reader: ByteReader): { seekKeys: number; keysLength: number } {
  const version = reader.uint16();
  reader.skip(8); // dates
  const keysLength = reader.uint32();
  reader.skip(4); // length of the name
  const big = version > 1000;
  reader.skip(big ? 16 : 8); // this folder, its parent
  const seekKeys = big ? reader.uint64() : reader.uint32();
  return { seekKeys, keysLength };
}

function readKeyList(list: Uint8Array, where: Where): Key[] {
  const reader = new ByteReader(list, "list of keys", where);
  const own = readKey(reader);
  reader.position = own.keyLength;
  const count = reader.int32();
  if (count < 0 || count * 26 > reader.remaining) throw reader.corrupt(`${count} keys are impossible`);
  return Array.from({ length: count }, () => readKey(reader));
}
