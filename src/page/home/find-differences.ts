import type { AnalysisSpec } from "../../analysis/spec.ts";
import { RefusedError, UnreachableError } from "../api/errors.ts";
import { getSpec } from "../api/requests.ts";
import { type Differing, differingFrom } from "./what-differs.ts";

/** With so many before it each is compared. */
const mostCompared = 10;

/** A specification follows from its id. */
const specs = new Map<string, Promise<AnalysisSpec>>();

function specOf(id: string): Promise<AnalysisSpec> {
  const known = specs.get(id);
  if (known !== undefined) return known;
  const asked = getSpec(id);
  specs.set(id, asked);
  asked.catch(() => specs.delete(id));
  return asked;
}

/**
 * Finds out how analyses differ from those before them, one after the other.
 *
 * @param ids the newest first
 * @param onFound told of each that differs from a similar one
 */
export async function findDifferences(
  ids: readonly string[],
  onFound: (id: string, differing: Differing) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (const [i, id] of ids.entries()) {
      const [spec, ...earlier] = await Promise.all(ids.slice(i, i + 1 + mostCompared).map(specOf));
      if (signal.aborted) return;
      const differing = spec && differingFrom(spec, earlier);
      if (differing !== undefined) onFound(id, differing);
    }
  } catch (error) {
    // It went while it was asked for, or nobody answers: the list itself says so.
    if (!(error instanceof RefusedError || error instanceof UnreachableError)) throw error;
  }
}
