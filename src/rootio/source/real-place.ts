import { lstat, readlink, realpath, type FileHandle } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";
import { LocationRefusedError } from "../errors.ts";

/**
 * Refuses an open file that does not lie in one of the directories, symbolic links followed on both sides.
 *
 * What counts is the file that is open, not what its path leads to a moment later: a link that is changed between opening and
 * checking gains nothing. A directory that is not there holds nothing.
 * @throws {LocationRefusedError}
 */
export async function checkWithin(handle: FileHandle, path: string, directories: readonly string[]): Promise<void> {
  const place = await placeOf(handle, path);
  if (place !== undefined)
    for (const directory of directories) if (liesIn(place, await realDirectory(directory))) return;
  throw new LocationRefusedError(
    "Cannot read: a symbolic link leads out of the mirror; put the file itself there, or name the directory it is in as a mirror too (HZZ_MIRROR)",
    { file: path },
  );
}

/** Not every system tells where an open file is, nor does every runtime let us ask: Deno keeps `/proc` to itself. */
function placeOf(handle: FileHandle, path: string): Promise<string | undefined> {
  if (process.platform !== "linux") return placeOfPath(handle, path);
  return placeOfDescriptor(handle).catch(() => placeOfPath(handle, path));
}

/** Where the system says that an open file is. Linux only. */
export function placeOfDescriptor(handle: FileHandle): Promise<string> {
  return readlink(`/proc/self/fd/${handle.fd}`);
}

/** Where a path leads to; undefined if that is no longer the open file. */
export async function placeOfPath(handle: FileHandle, path: string): Promise<string | undefined> {
  const place = await realpath(path);
  const [opened, found] = await Promise.all([handle.stat({ bigint: true }), lstat(place, { bigint: true })]);
  return opened.dev === found.dev && opened.ino === found.ino ? place : undefined;
}

export async function realDirectory(directory: string): Promise<string | undefined> {
  try {
    return await realpath(directory);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

export function liesIn(place: string, directory: string | undefined): boolean {
  if (directory === undefined) return false;
  const rest = relative(directory, place);
  return rest !== "" && rest !== ".." && !rest.startsWith(`..${sep}`) && !isAbsolute(rest);
}
