import { AppError } from "../../errors/app-error.ts";
import { NoCandidateError, ServerUnreachableError, SourceNotFoundError } from "../errors.ts";
import type { ByteSource } from "./byte-source.ts";
import { withoutLogin } from "./location.ts";
import { openSource, type SourceOptions } from "./open-source.ts";
import { SilentServers } from "./silent-servers.ts";

/**
 * Opens the first candidate that can be opened; one that cannot is passed over, but its reason is kept. A server that gives
 * no sign of life is asked once, not for each of its URLs.
 *
 * @param silent servers that gave no sign of life, to be given from one file to the next.
 * @throws {NoCandidateError} if several fail: lists each with its reason. A single one's own error is thrown as it is.
 * @throws {SourceNotFoundError} without any candidate.
 */
export async function openFirst(
  candidates: readonly string[],
  options: SourceOptions = {},
  silent = new SilentServers(),
): Promise<ByteSource> {
  const failures: { location: string; error: AppError }[] = [];
  for (const location of candidates) {
    options.signal?.throwIfAborted();
    const refusal = silent.refusal(location);
    if (refusal !== undefined) {
      failures.push({ location: withoutLogin(location), error: refusal });
      continue;
    }
    const since = silent.now;
    try {
      return await openSource(location, options);
    } catch (error) {
      // Anything else is a fault of ours or the caller's wish to stop, and no reason to look further.
      if (!(error instanceof AppError)) throw error;
      const told = error instanceof ServerUnreachableError ? silent.note(location, error, since) : error;
      failures.push({ location: error.where.file ?? withoutLogin(location), error: told });
    }
  }
  const [only, ...others] = failures;
  if (only === undefined)
    throw new SourceNotFoundError("There is no place to look for the file: give a mirror directory or a base URL");
  throw others.length === 0 ? only.error : new NoCandidateError(failures);
}
