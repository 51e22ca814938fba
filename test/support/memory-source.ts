import { ShortReadError } from "../../src/rootio/errors.ts";
import type { ByteRange, ByteSource } from "../../src/rootio/source/byte-source.ts";

/** A file in memory, for tests that damage its bytes. */
export function createMemorySource(bytes: Uint8Array, name = "memory.root"): ByteSource {
  const statistics = { requests: 0, bytes: 0, retries: 0 };
  return {
    name,
    size: bytes.length,
    statistics,
    read(ranges: readonly ByteRange[]): Promise<Uint8Array[]> {
      const parts: Uint8Array[] = [];
      for (const { start, stop } of ranges) {
        if (start < 0 || stop > bytes.length || start > stop)
          return Promise.reject(new ShortReadError(`[${start}, ${stop}) of ${bytes.length}`, { file: name }));
        statistics.requests += 1;
        statistics.bytes += stop - start;
        parts.push(bytes.subarray(start, stop));
      }
      return Promise.resolve(parts);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Small fast generator (mulberry32): the same seed gives the same sequence everywhere. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
