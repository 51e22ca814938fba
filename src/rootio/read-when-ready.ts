import type { BranchReader } from "./branch-reader.ts";
import type { LeafColumn } from "./column.ts";
import { CodecNotReadyError } from "./compression/codec-not-ready-error.ts";
import { prepareCodecs } from "./compression/decompress.ts";

/**
 * `branch.read`, after making ready the codecs that it turns out to need: baskets of one branch may differ in compression
 * (merging files copies them as they are), and which one it is shows only in the basket.
 */
export function readWhenReady(
  branch: BranchReader,
  ...range: Parameters<BranchReader["read"]>
): LeafColumn | Promise<LeafColumn> {
  return whenReady(() => branch.read(...range));
}

/** `branch.readLeaf`, in the same way. */
export function readLeafWhenReady(branch: BranchReader, start: number, stop: number): LeafColumn | Promise<LeafColumn> {
  return whenReady(() => branch.readLeaf(start, stop));
}

function whenReady<T>(read: () => T): T | Promise<T> {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CodecNotReadyError)) throw error;
    return prepareCodecs([error.compression]).then(() => whenReady(read));
  }
}
