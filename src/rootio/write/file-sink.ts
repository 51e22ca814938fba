import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { ByteSink } from "./byte-sink.ts";
import { OutputFailedError } from "./errors.ts";

/**
 * A file that appears whole or not at all: written under another name beside its place, brought to the disk, and renamed at the end.
 *
 * @throws {OutputFailedError} if no file can be made there.
 */
export async function openFileSink(path: string): Promise<ByteSink> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.part`;
  return new FileSink(path, temporary, await attempt(path, () => open(temporary, "wx")));
}

/** Small writes are gathered up to so many bytes. */
const gatherLength = 1 << 20;

class FileSink implements ByteSink {
  readonly #path: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  readonly #gathered = new Uint8Array(gatherLength);
  #waiting = 0; // bytes gathered
  #onDisk = 0;
  #state: "open" | "closed" | "discarded" = "open";

  constructor(path: string, temporary: string, handle: FileHandle) {
    this.#path = path;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#checkOpen();
    if (this.#waiting + bytes.length > gatherLength) await this.#flush();
    if (bytes.length > gatherLength) {
      await this.#writeAll(bytes, this.#onDisk);
      this.#onDisk += bytes.length;
    } else {
      this.#gathered.set(bytes, this.#waiting);
      this.#waiting += bytes.length;
    }
  }

  async writeAt(offset: number, bytes: Uint8Array): Promise<void> {
    this.#checkOpen();
    await this.#flush();
    if (offset + bytes.length > this.#onDisk)
      throw new RangeError(`[${offset}, ${offset + bytes.length}) has not been written yet`);
    await this.#writeAll(bytes, offset);
  }

  async close(): Promise<void> {
    this.#checkOpen();
    try {
      await this.#flush();
      await attempt(this.#path, async () => {
        await this.#handle.sync();
        await this.#handle.close();
        await rename(this.#temporary, this.#path);
        await syncFolder(dirname(this.#path));
      });
    } catch (error) {
      await this.discard();
      throw error;
    }
    this.#state = "closed";
  }

  async discard(): Promise<void> {
    if (this.#state !== "open") return;
    this.#state = "discarded";
    // Closing a second time, and closing what the disk refused, fails; the file goes anyway.
    await this.#handle.close().catch(() => undefined);
    await attempt(this.#path, () => rm(this.#temporary, { force: true }));
  }

  #checkOpen(): void {
    if (this.#state !== "open") throw new OutputFailedError(`The file is ${this.#state} already`, { file: this.#path });
  }

  async #flush(): Promise<void> {
    const count = this.#waiting;
    if (count === 0) return;
    await this.#writeAll(this.#gathered.subarray(0, count), this.#onDisk);
    this.#waiting = 0;
    this.#onDisk += count;
  }

  async #writeAll(bytes: Uint8Array, position: number): Promise<void> {
    await attempt(this.#path, async () => {
      for (let at = 0; at < bytes.length;) {
        const { bytesWritten } = await this.#handle.write(bytes, at, bytes.length - at, position + at);
        at += bytesWritten;
      }
    });
  }
}

/** So that the new name survives a power cut too; not every system can do that, and the file is whole either way. */
async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, "r");
    await handle.sync();
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
  }
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
    throw new OutputFailedError(`The file cannot be written: ${reason}`, { file: path }, { cause: error });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist",
  ENOTDIR: "its folder is a file",
  EISDIR: "there is a folder of that name",
  EACCES: "access is denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota is used up",
};
