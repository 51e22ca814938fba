import { constants, fstatSync, readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { AppError } from "../../errors/app-error.ts";
import { ShortReadError, SourceInconsistentError, SourceNotFoundError, SourceUnavailableError } from "../errors.ts";
import { checkRanges } from "./byte-ranges.ts";
import type { ByteRange, ByteSource, SourceStatistics } from "./byte-source.ts";
import { checkWithin } from "./real-place.ts";

/** One system call reads at most 2 GiB on Linux; a longer range takes several. */
const maxCallBytes = 1 << 30;

/** Ranges of one read share their memory up to here; beyond it, one that is kept would keep too much alive. */
const maxSharedBytes = 16 << 20;

/** Error codes that say the path leads to no file, or to one that may not be read; others may pass. */
const missingCodes = new Map<unknown, string>([
  ["ENOENT", "there is no such file"],
  ["ENOTDIR", "a part of the path is not a directory"],
  ["EISDIR", "it is a directory"],
  ["EACCES", "reading it is not permitted"],
  ["EPERM", "reading it is not permitted"],
  ["ELOOP", "its symbolic links go round in a circle"],
  ["ENAMETOOLONG", "the path is too long"],
  ["ENXIO", "it is not a regular file"],
  ["ERR_INVALID_ARG_VALUE", "the path holds a NUL character"],
]);

/**
 * A local file, read through one descriptor that stays open until the source is disposed of.
 *
 * Reads are synchronous: for the hundreds of small ranges of one read this takes about half of the CPU time of the thread
 * pool, and the caller has nothing to do before the bytes are there. A file replaced by rename is read on unchanged;
 * one that is written to while it is open makes the next read fail.
 *
 * @param within if given, the file must lie in one of these directories, after all symbolic links.
 * @param name what messages and results call the file.
 * @throws {LocationRefusedError} if it does not.
 * @throws {SourceNotFoundError} if the path is missing, not readable, or not a regular file.
 * @throws {SourceUnavailableError} if it cannot be opened now (too many open files, disk error).
 */
export async function openFileSource(path: string, within?: readonly string[], name = path): Promise<ByteSource> {
  let handle: FileHandle;
  try {
    // Without O_NONBLOCK, opening a pipe would wait for its writer for ever.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw openingError(path, error);
  }
  try {
    if (within !== undefined) await checkWithin(handle, path, within);
    const stat = fstatSync(handle.fd);
    if (!stat.isFile())
      throw new SourceNotFoundError(
        `Cannot read: ${stat.isDirectory() ? "it is a directory" : "it is not a regular file"}; name a ROOT file`,
        { file: path },
      );
    return new FileSource(name, handle, stat.size, stat.mtimeMs);
  } catch (error) {
    await handle.close();
    throw errorCode(error) === undefined ? error : openingError(path, error);
  }
}

function openingError(file: string, cause: unknown): AppError {
  const code = errorCode(cause);
  const reason = missingCodes.get(code);
  if (reason !== undefined)
    return new SourceNotFoundError(`Cannot read: ${reason}; check the path`, { file }, { cause });
  return new SourceUnavailableError(`The file cannot be opened now (${String(code)})`, { file }, { cause });
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

class FileSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly statistics: SourceStatistics = { requests: 0, bytes: 0, retries: 0 };
  readonly #handle: FileHandle;
  readonly #modified: number;
  #closed = false;

  constructor(path: string, handle: FileHandle, size: number, modified: number) {
    this.name = path;
    this.size = size;
    this.#handle = handle;
    this.#modified = modified;
  }

  read(ranges: readonly ByteRange[], options: { readonly signal?: AbortSignal } = {}): Promise<Uint8Array[]> {
    // The executor turns anything thrown into a rejection.
    return new Promise((resolve) => {
      options.signal?.throwIfAborted();
      resolve(this.#readNow(ranges));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#handle.close();
  }

  readInto(start: number, target: Uint8Array): void {
    const range = { start, stop: start + target.length };
    this.#guarded([range], () => {
      this.#fill(target, range);
    });
  }

  #readNow(ranges: readonly ByteRange[]): Uint8Array[] {
    return this.#guarded(ranges, () => {
      const total = ranges.reduce((sum, { start, stop }) => sum + stop - start, 0);
      // One allocation for many small ranges; every byte is overwritten or an error is thrown, so it need not be zeroed.
      const shared = total <= maxSharedBytes ? Buffer.allocUnsafeSlow(total) : undefined;
      let used = 0;
      return ranges.map((range) => {
        const length = range.stop - range.start;
        const target = shared?.subarray(used, used + length) ?? Buffer.allocUnsafeSlow(length);
        used += length;
        this.#fill(target, range);
        return target;
      });
    });
  }

  /** What comes before and after every read: the source is open, the ranges are inside, the file has not changed. */
  #guarded<T>(ranges: readonly ByteRange[], read: () => T): T {
    const where = { file: this.name };
    if (this.#closed) throw new SourceUnavailableError("The source has been closed; open it again", where);
    checkRanges(ranges, this.size, this.name);
    try {
      const found = read();
      this.#checkUnchanged();
      return found;
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      throw new SourceUnavailableError(`Reading the file failed (${String(errorCode(error))})`, where, {
        cause: error,
      });
    }
  }

  #fill(target: Uint8Array, { start, stop }: ByteRange): void {
    let filled = 0;
    while (filled < target.length) {
      const wanted = Math.min(target.length - filled, maxCallBytes);
      const got = readSync(this.#handle.fd, target, filled, wanted, start + filled);
      this.statistics.requests += 1;
      this.statistics.bytes += got;
      if (got === 0)
        throw new ShortReadError(
          `Bytes [${start}, ${stop}) end at ${start + filled}: the file was cut short after it was opened with ${this.size} bytes`,
          { file: this.name, offset: start },
        );
      filled += got;
    }
  }

  /** One fstat for a whole read costs about a microsecond; a writer between two reads does not go unseen. */
  #checkUnchanged(): void {
    const now = fstatSync(this.#handle.fd);
    if (now.size === this.size && now.mtimeMs === this.#modified) return;
    throw new SourceInconsistentError(
      `The file changed while it was read (opened with ${this.size} bytes, now ${now.size}); read it again once it is complete`,
      { file: this.name },
    );
  }
}
