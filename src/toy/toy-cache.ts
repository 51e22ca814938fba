import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError } from "../errors/app-error.ts";
import { readToyAddress } from "../analysis/toy/toy-address.ts";
import type { ToyOptions } from "../analysis/toy/toy-options.ts";
import { openFileSink } from "../rootio/write/file-sink.ts";
import { ToyTooLargeError } from "./toy-errors.ts";
import { toyFileAt } from "./toy-file-at.ts";
import { writeToyFile } from "./write-toy-file.ts";

/** The folder for toys cannot be used. */
export class ToyCacheError extends AppError {
  readonly retry = "later";
}

export interface ToyCacheSettings {
  /** Folder for the files; made when it is first needed. Several processes may share it. */
  readonly folder: string;
  /** Toys of a larger scale are refused. */
  readonly maxScale: number;
  /** When a file is made and all are larger than this together, the oldest are removed. */
  readonly maxBytes: number;
}

/** The path of the file of an address, which is made if it is not there. */
export type MakeToy = (address: string, signal?: AbortSignal) => Promise<string>;

/**
 * Files of toys that are made when they are first asked for, and kept in a folder.
 *
 * A file is complete or not there. Who asks for one that another process is making makes it too; both make the same.
 * A file that is removed while it is read stays readable for its reader.
 *
 * @throws {ToyAddressError} (of the function returned) for an address that names nothing.
 * @throws {ToyTooLargeError} (likewise) beyond `maxScale`.
 * @throws {ToyCacheError | OutputFailedError} (likewise) if the folder cannot be used; the signal's reason when it aborts.
 */
export function createToyCache({ folder, maxScale, maxBytes }: ToyCacheSettings): MakeToy {
  return async (address, signal) => {
    const { path, options } = readToyAddress(address);
    if (options.scale > maxScale)
      throw new ToyTooLargeError(
        `A toy of scale ${options.scale} is not made on demand: at most ${maxScale}; set HZZ_TOY_MAX_SCALE, or make the files with "hzz toy"`,
        { file: address },
      );
    const place = join(folder, folderOf(options), path);
    if (await isThere(place)) return place;
    try {
      await mkdir(dirname(place), { recursive: true });
      await makeRoom(folder, maxBytes);
    } catch (cause) {
      throw new ToyCacheError(
        `The folder for toys cannot be used: ${cause instanceof Error ? cause.message : String(cause)}; name another one with HZZ_CACHE`,
        { file: address },
        { cause },
      );
    }
    await writeToyFile(toyFileAt(path, options), options, await openFileSink(place), signal);
    return place;
  };
}

function folderOf({ version, seed, scale, mu, asimov }: ToyOptions): string {
  return `toy-v${version},seed=${seed},scale=${scale},mu=${mu}${asimov ? ",asimov" : ""}`;
}

/** Only looks: a file that changes while it is open, be it only in its time, is refused by its readers. So nothing tells when it was last used. */
async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile(),
    // Missing, or not ours to look at: whoever makes it will be told.
    () => false,
  );
}

/** What has not grown for so long was left by a process that was killed. */
const writingMs = 600_000;

async function makeRoom(folder: string, maxBytes: number): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  const files: { path: string; size: number; made: number }[] = [];
  for (const name of names.filter((each) => each.startsWith("toy-v"))) {
    // Another process may have removed it, or be writing it: then it changes all the time.
    const found = await stat(join(folder, name)).catch(() => undefined);
    const isBeingWritten = name.endsWith(".part") && Date.now() - (found?.mtimeMs ?? 0) < writingMs;
    if (found?.isFile() && !isBeingWritten)
      files.push({ path: join(folder, name), size: found.size, made: found.mtimeMs });
  }
  let total = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of files.sort((a, b) => a.made - b.made)) {
    if (total <= maxBytes) return;
    await rm(path, { force: true });
    total -= size;
  }
}
