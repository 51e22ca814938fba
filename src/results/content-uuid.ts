import { createHash } from "node:crypto";
import type { AnalysisView, SumsView } from "../protocol/documents/analysis-view.ts";

/** A UUID that follows from everything a result holds (version 8 of RFC 9562): the same content, the same UUID. */
export function contentUuid(view: AnalysisView, provenance: ReadonlyMap<string, string>): Uint8Array {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([...provenance]));
  for (const group of view.groups) for (const sums of [group, ...group.samples]) addSums(hash, sums);
  const uuid = Uint8Array.from(hash.digest().subarray(0, 16));
  uuid[6] = (uuid[6]! & 0x0f) | 0x80;
  uuid[8] = (uuid[8]! & 0x3f) | 0x80;
  return uuid;
}

function addSums(hash: ReturnType<typeof createHash>, { cutflow, histograms }: SumsView): void {
  const addNumbers = (numbers: ArrayLike<number>) => {
    const bytes = new DataView(new ArrayBuffer(8 * numbers.length));
    for (let i = 0; i < numbers.length; i++) bytes.setFloat64(8 * i, numbers[i]!);
    hash.update(bytes);
  };
  addNumbers(cutflow.flatMap(({ entries, sumw, sumw2 }) => [entries, sumw, sumw2]));
  for (const { entries, sumw, sumw2 } of histograms.values())
    for (const part of [entries, sumw, sumw2]) addNumbers(part);
}
