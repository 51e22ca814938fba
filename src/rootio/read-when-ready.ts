import type { BranchReader } from "./branch-reader.ts";
import type { Column } from "./column.ts";
import { CodecNotReadyError } from "./compression/codec-not-ready-error.ts";
import { prepareCodecs } from "./compression/decompress.ts";

/**
 * `branch.read`, after making ready the codecs that it turns out to need: baskets of one branch may differ in compression
 * (merging files copies them as they are), and which one it is shows only in the basket.
 */
export function readWhenReady(
  branch: BranchReader,
  ...range: Parameters<BranchReader["read"]>
): Column | Promise<Column> {
  try {
    return branch.read(...range);
  } catch (error) {
    if (!(error instanceof CodecNotReadyError)) throw error;
    return prepareCodecs([error.compression]).then(() => readWhenReady(branch, ...range));
  }
}
