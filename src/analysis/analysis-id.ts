import type { AnalysisSpec } from "./spec.ts";

/**
 * Name of an analysis: 16 hexadecimal digits that follow from the specification alone, so the same specification, however
 * it was written down (order of keys, defaults given or not), is the same analysis.
 */
export async function analysisIdOf(spec: AnalysisSpec): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonicalJson(spec)));
  return Array.from(new Uint8Array(digest).subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** JSON with sorted keys and without fields that are undefined. For checked specifications, whose depth is bounded. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) => {
    if (typeof field !== "object" || field === null || Array.isArray(field)) return field;
    return Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
