import type { ObjectWriter } from "../object-writer.ts";
import { tIOFeatures } from "../classes/tree-classes.ts";

/** No special layout of baskets. A class without a version of its own is written with version 0 and its checksum. */
export function writeIOFeatures(writer: ObjectWriter): void {
  writer.versioned(0, () => {
    writer.uint32(tIOFeatures.checksum);
    writer.uint8(0);
  });
}
