import type { Where } from "../../errors/app-error.ts";
import { CorruptFileError } from "../errors.ts";

/** The error for compressed bytes that contradict themselves; one wording for all codecs. */
export function corruptBlock(what: string, where: Where, cause?: unknown): CorruptFileError {
  return new CorruptFileError(
    `${what}: the file is damaged, get it again from its origin`,
    where,
    cause === undefined ? undefined : { cause },
  );
}
