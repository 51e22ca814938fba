import type { BranchReader } from "./branch-reader.ts";
import { prepareCodecsFor } from "./record.ts";
import type { ByteSource } from "./source/byte-source.ts";

/** Entries [start, stop) of some branches. */
export interface BasketRequest {
  readonly branches: Iterable<BranchReader>;
  readonly start: number;
  readonly stop: number;
}

/**
 * Brings the bytes of all baskets that the requests need and that are not here yet, in one read of the source.
 *
 * The returned promise resolves when they have been handed to their branches; `undefined` means there was nothing to do.
 */
export function fetchBaskets(
  source: ByteSource,
  requests: Iterable<BasketRequest>,
  signal?: AbortSignal,
): Promise<void> | undefined {
  const wanted: { readonly branch: BranchReader; readonly index: number }[] = [];
  const ranges: { readonly start: number; readonly stop: number }[] = [];
  for (const { branches, start, stop } of requests)
    for (const branch of branches)
      for (const { index, range } of branch.missing(start, stop)) {
        wanted.push({ branch, index });
        ranges.push(range);
      }
  if (wanted.length === 0) return undefined;
  return source.read(ranges, signal === undefined ? {} : { signal }).then(async (records) => {
    await prepareCodecsFor(records);
    wanted.forEach(({ branch, index }, i) => {
      branch.supply(index, records[i]!);
    });
  });
}
