import { OutputFailedError } from "./errors.ts";

/** A place for the bytes of one file, which is complete only after `close`. Calls must not overlap. */
export interface ByteSink {
  /** Appends. The bytes may be used again when the promise has resolved. */
  write(bytes: Uint8Array): Promise<void>;
  /** Overwrites bytes that were appended before. */
  writeAt(offset: number, bytes: Uint8Array): Promise<void>;
  /** The file is complete: it appears where it belongs. */
  close(): Promise<void>;
  /** The file is not wanted: nothing is left of it. Does nothing after `close`. */
  discard(): Promise<void>;
}

/** A file in memory; `bytes()` is it, after `close`. */
export function createMemorySink(): ByteSink & { bytes(): Uint8Array } {
  let memory = new Uint8Array(1 << 16);
  let length = 0;
  let discarded = false;
  return {
    write(bytes) {
      if (length + bytes.length > memory.length) {
        const grown = new Uint8Array(Math.max(2 * memory.length, length + bytes.length));
        grown.set(memory.subarray(0, length));
        memory = grown;
      }
      memory.set(bytes, length);
      length += bytes.length;
      return Promise.resolve();
    },
    writeAt(offset, bytes) {
      memory.set(bytes, offset);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
    discard() {
      discarded = true;
      memory = new Uint8Array(0);
      return Promise.resolve();
    },
    bytes() {
      if (discarded) throw new OutputFailedError("The file in memory was discarded");
      return memory.subarray(0, length);
    },
  };
}
