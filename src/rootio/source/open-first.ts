import { AppError } from "../../errors/app-error.ts";
import { NoCandidateError, ServerUnreachableError, SourceNotFoundError } from "../errors.ts";
import type { ByteSource } from "./byte-source.ts";
import { withoutLogin } from "./location.ts";
import { openSource, type SourceOptions } from "./open-source.ts";
import { SilentServers } from "./silent-servers.ts";

/** A candidate that could not be opened, and why. */
export interface PassedOver {
  /** Without a login in it. */
  readonly location: string;
  readonly error: AppError;
}

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
  const { value, done } = await openEach(candidates, options, silent).next();
  if (done === true) throw noCandidate(value);
  return value;
}

/** What `openFirst` throws if no candidate can be opened. */
export function noCandidate(failures: readonly PassedOver[]): AppError {
  const [only, ...others] = failures;
  if (only === undefined)
    return new SourceNotFoundError("There is no place to look for the file: give a mirror directory or a base URL");
  return others.length === 0 ? only.error : new NoCandidateError(failures);
}

/**
 * Opens one candidate after the other, each when it is asked for: for a reader that looks for a certain file. Who takes a source has to
 * dispose it. Returns those that could not be opened; arguments as of `openFirst`.
 */
export async function* openEach(
  candidates: readonly string[],
  options: SourceOptions,
  silent: SilentServers,
): AsyncGenerator<ByteSource, readonly PassedOver[], undefined> {
  const failures: PassedOver[] = [];
  for (const location of candidates) {
    options.signal?.throwIfAborted();
    const refusal = silent.refusal(location);
    if (refusal !== undefined) {
      failures.push({ location: withoutLogin(location), error: refusal });
      continue;
    }
    const since = silent.now;
    let source: ByteSource;
    try {
      source = await openSource(location, options);
    } catch (error) {
      // Anything else is a fault of ours or the caller's wish to stop, and no reason to look further.
      if (!(error instanceof AppError)) throw error;
      const told = error instanceof ServerUnreachableError ? silent.note(location, error, since) : error;
      failures.push({ location: error.where.file ?? withoutLogin(location), error: told });
      continue;
    }
    yield source;
  }
  return failures;
}
