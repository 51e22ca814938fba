import type { Progress } from "./analysis-document.ts";

/**
 * Entries that are still to be seen.
 *
 * @param parts progress of each sample, or of all of them as one. Files that are not open yet are taken to hold as much as those of the same
 *   part, or else as any other.
 * @returns undefined while no file is open
 */
export function entriesLeft(
  parts: readonly Pick<Progress, "files" | "filesPlanned" | "entries" | "entriesSeen">[],
): number | undefined {
  const total = (of: "filesPlanned" | "entries") => parts.reduce((sum, part) => sum + part[of], 0);
  const [open, known] = [total("filesPlanned"), total("entries")];
  if (open === 0) return undefined;
  return parts.reduce((sum, { files, filesPlanned, entries, entriesSeen }) => {
    const each = filesPlanned > 0 ? entries / filesPlanned : known / open;
    return sum + entries - entriesSeen + (files - filesPlanned) * each;
  }, 0);
}
