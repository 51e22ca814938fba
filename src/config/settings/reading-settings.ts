import { freeBasketBytes, freeMetadataBytes, mostExpansion, unpackDefaults } from "../../rootio/unpack-limits.ts";
import { wholeNumber } from "../value-types.ts";
import { setting } from "./setting.ts";

const bytes = wholeNumber(1_000_000, 1 << 30, "bytes");
const inMebibytes = (bytes: number) => `${bytes / (1 << 20)} MiB`;

/** What a file may make a thread unpack, so that a small one stays small. A larger record is a named failure of its file. */
export const readingSettings = {
  metadataBytes: setting({
    variable: "HZZ_MAX_METADATA_BYTES",
    purpose:
      "The most that one record of metadata of a ROOT file (streamer information, a tree, a folder) may unpack to. " +
      `Beyond ${inMebibytes(freeMetadataBytes)} it may also be no more than ${mostExpansion} times as long as on disk.`,
    type: bytes,
    default: unpackDefaults.metadataBytes,
    reason: "64 MiB hold trees with two million baskets. Unpacked metadata take several times their length of memory.",
  }),
  basketBytes: setting({
    variable: "HZZ_MAX_BASKET_BYTES",
    purpose:
      "The most that the largest baskets of all branches that an analysis reads of a file may unpack to, together. " +
      `Beyond ${inMebibytes(freeBasketBytes)} they may also be no more than ${mostExpansion} times as long as on disk.`,
    type: bytes,
    default: unpackDefaults.basketBytes,
    reason:
      "A thread holds one unpacked basket a branch, and as much again for the columns of a chunk. ROOT keeps the baskets of a tree below some 30 MB together.",
  }),
};
