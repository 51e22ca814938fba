import { readToyAddress } from "../analysis/toy/toy-address.ts";
import { openBlobSource } from "../rootio/source/blob-source.ts";
import type { ByteSource } from "../rootio/source/byte-source.ts";
import { createMemorySink } from "../rootio/write/byte-sink.ts";
import { ToyTooLargeError } from "./toy-errors.ts";
import { toyFileAt } from "./toy-file-at.ts";
import { writeToyFile } from "./write-toy-file.ts";

export interface ToysInMemorySettings {
  /** Toys of a larger scale are refused. */
  readonly maxScale: number;
  /** Files that are kept, each of some megabytes. */
  readonly mostKept: number;
}

/**
 * Files of toys that are made in memory when they are first asked for; the last few are kept.
 *
 * @throws {ToyAddressError} (of the function returned) for an address that names nothing.
 * @throws {ToyTooLargeError} (likewise) beyond `maxScale`; the signal's reason when it aborts.
 */
export function createToysInMemory({
  maxScale,
  mostKept,
}: ToysInMemorySettings): (address: string, signal: AbortSignal | undefined) => Promise<ByteSource> {
  /** The one that was used last stands last. */
  const kept = new Map<string, Blob>();
  return async (address, signal) => {
    const { path, options } = readToyAddress(address);
    if (options.scale > maxScale)
      throw new ToyTooLargeError(
        `A toy of scale ${options.scale} is not made in memory: at most ${maxScale}; make the files with "hzz toy", and name those`,
        { file: address },
      );
    let made = kept.get(address);
    if (made === undefined) {
      const sink = createMemorySink();
      await writeToyFile(toyFileAt(path, options), options, sink, signal);
      made = new Blob([Uint8Array.from(sink.bytes())]);
    }
    kept.delete(address);
    kept.set(address, made);
    for (const [oldest] of kept) {
      if (kept.size <= mostKept) break;
      kept.delete(oldest);
    }
    return openBlobSource(made, address);
  };
}
