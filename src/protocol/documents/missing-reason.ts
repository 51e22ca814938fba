import type { MissingPart } from "./analysis-document.ts";

/**
 * Why a part is missing, in words that are the same for all parts that are missing for the same reason: … stands where its file or its sample is
 * named. Undefined for what has not come yet.
 */
export function commonReason({ failure, file, sample }: MissingPart): string | undefined {
  if (failure === undefined) return undefined;
  const place = `sample ${sample}`;
  return failure.message
    .replaceAll(file, "…")
    .replaceAll(`(${place},`, "(sample …,")
    .replaceAll(`(${place})`, "(sample …)");
}
