import { AppError } from "../../errors/app-error.ts";
import { NoCandidateError, ServerUnreachableError, SourceNotFoundError } from "../errors.ts";
import type { ByteSource } from "./byte-source.ts";
import { schemeOf, withoutLogin } from "./location.ts";
import { openSource, type SourceOptions } from "./open-source.ts";

/**
 * Opens the first candidate that can be opened; one that cannot is passed over, but its reason is kept. A server that gives
 * no sign of life is asked once, not for each of its URLs.
 *
 * @throws {NoCandidateError} if several fail: lists each with its reason. A single one's own error is thrown as it is.
 * @throws {SourceNotFoundError} without any candidate.
 */
export async function openFirst(candidates: readonly string[], options: SourceOptions = {}): Promise<ByteSource> {
  const failures: { location: string; error: AppError }[] = [];
  /** Servers that gave no sign of life; waiting for each of their URLs would multiply the time until the user knows. */
  const silent = new Map<string, AppError>();
  for (const location of candidates) {
    options.signal?.throwIfAborted();
    const origin = originOf(location);
    const known = origin === undefined ? undefined : silent.get(origin);
    if (known !== undefined) {
      failures.push({ location: withoutLogin(location), error: known });
      continue;
    }
    try {
      return await openSource(location, options);
    } catch (error) {
      // Anything else is a fault of ours or the caller's wish to stop, and no reason to look further.
      if (!(error instanceof AppError)) throw error;
      failures.push({ location: error.where.file ?? withoutLogin(location), error });
      if (origin !== undefined && error instanceof ServerUnreachableError) silent.set(origin, error);
    }
  }
  const [only, ...others] = failures;
  if (only === undefined)
    throw new SourceNotFoundError("There is no place to look for the file: give a mirror directory or a base URL");
  throw others.length === 0 ? only.error : new NoCandidateError(failures);
}

function originOf(location: string): string | undefined {
  const scheme = schemeOf(location);
  return (scheme === "http" || scheme === "https") && URL.canParse(location) ? new URL(location).origin : undefined;
}
