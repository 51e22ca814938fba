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

/** Undefined if the server will not show it: it was removed, say. Who is busy or away rejects. */
async function shownSpecOf(id: string): Promise<AnalysisSpec | undefined> {
  try {
    return await specOf(id);
  } catch (error) {
    if (error instanceof RefusedError && error.retry === "never") return undefined;
    throw error;
  }
}

/**
 * Finds out how analyses differ from those before them, one after the other.
 *
 * @param ids the newest first
 * @param onFound told of each; undefined if it differs from no similar one
 */
export async function findDifferences(
  ids: readonly string[],
  onFound: (id: string, differing: Differing | undefined) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (const [i, id] of ids.entries()) {
      const [spec, ...earlier] = await Promise.all(ids.slice(i, i + 1 + mostCompared).map(shownSpecOf));
      if (signal.aborted) return;
      const similar = earlier.filter((each) => each !== undefined);
      onFound(id, spec && differingFrom(spec, similar));
    }
  } catch (error) {
    // Nobody answers: the list itself says so.
    if (!(error instanceof RefusedError || error instanceof UnreachableError)) throw error;
  }
}
