import { readToyAddress } from "../analysis/toy/toy-address.ts";
import { createMemorySink } from "../rootio/write/byte-sink.ts";
import { openBlobSource } from "../rootio/source/blob-source.ts";
import type { ByteSource } from "../rootio/source/byte-source.ts";
import type { SourceOptions } from "../rootio/source/open-source.ts";
import { ToyTooLargeError } from "../toy/toy-errors.ts";
import { toyFileAt } from "../toy/toy-file-at.ts";
import { writeToyFile } from "../toy/write-toy-file.ts";
import { browserFetch } from "./browser-fetch.ts";
import { openPicked } from "./picked-files.ts";

/** Files of toys that are kept in memory, each of some megabytes. */
const mostMade = 4;

/** The files of one engine: those that were picked, and those of toys, which it makes itself. */
export class EngineFiles {
  readonly #picked = new Map<string, File>();
  /** By address; the one that was used last stands last. */
  readonly #made = new Map<string, Blob>();
  readonly #toyMaxScale: number;

  constructor(toyMaxScale: number) {
    this.#toyMaxScale = toyMaxScale;
  }

  /** @returns whether another file was known under this path */
  take(path: string, file: File): boolean {
    const known = this.#picked.get(path);
    this.#picked.set(path, file);
    return known !== undefined && (known.size !== file.size || known.lastModified !== file.lastModified);
  }

  /** How files are opened. */
  readonly sourceOptions: Pick<SourceOptions, "fetch" | "make" | "openPath"> = {
    fetch: browserFetch,
    make: (address, signal) => this.#make(address, signal),
    openPath: (path) => this.#open(path),
  };

  #open(path: string): Promise<ByteSource> {
    const made = this.#made.get(path);
    return made === undefined
      ? openPicked(path, (name) => this.#picked.get(name))
      : Promise.resolve(openBlobSource(made, path));
  }

  async #make(address: string, signal: AbortSignal | undefined): Promise<string> {
    const { path, options } = readToyAddress(address);
    if (options.scale > this.#toyMaxScale)
      throw new ToyTooLargeError(
        `A toy of scale ${options.scale} is not made in a browser: at most ${this.#toyMaxScale}; make the files with "hzz toy", and pick them`,
        { file: address },
      );
    let made = this.#made.get(address);
    if (made === undefined) {
      const sink = createMemorySink();
      await writeToyFile(toyFileAt(path, options), options, sink, signal);
      made = new Blob([sink.bytes() as Uint8Array<ArrayBuffer>]);
    }
    this.#made.delete(address);
    this.#made.set(address, made);
    for (const [oldest] of this.#made) {
      if (this.#made.size <= mostMade) break;
      this.#made.delete(oldest);
    }
    return address;
  }
}
