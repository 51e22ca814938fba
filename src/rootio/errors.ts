import { AppError, type Retry, type Where } from "../errors/app-error.ts";
import { nearestNames } from "../errors/nearest-names.ts";

/** The bytes cannot be had now: server away, time-out, connection lost. Worth another try later. */
export class SourceUnavailableError extends AppError {
  readonly retry = "later";
}

/** The server itself gave no sign of life: nothing else on it can be had either. */
export class ServerUnreachableError extends SourceUnavailableError {}

/** There is no such file, or access to it is refused. */
export class SourceNotFoundError extends AppError {
  readonly retry = "never";
}

/** A server or file gave other bytes than it promised (lengths, ranges, a file that changed while it was read). */
export class SourceInconsistentError extends AppError {
  readonly retry = "later";
}

/** Fewer bytes or entries than the file itself says it has: cut short. */
export class ShortReadError extends AppError {
  readonly retry = "never";
}

/** Not a ROOT file at all. */
export class NotRootFileError extends AppError {
  readonly retry = "never";
}

/** The bytes contradict the format or a checksum. */
export class CorruptFileError extends AppError {
  readonly retry = "never";
}

/** A record would unpack to more than is taken. Nothing of it was unpacked. */
export class RecordTooLargeError extends AppError {
  readonly retry = "never";
}

/** Well-formed, but of a kind that this reader does not read. */
export class UnsupportedFormatError extends AppError {
  readonly retry = "never";
}

/** No tree of that name; lists those there are. */
export class TreeNotFoundError extends AppError {
  readonly retry = "never";
  constructor(tree: string, trees: readonly string[], where: Where) {
    const there = trees.length === 0 ? "the file has no tree" : `the file has: ${trees.slice(0, 10).join(", ")}`;
    super(`There is no tree "${tree}"; ${there}`, where);
  }
}

/** No branch of that name; lists the nearest names. */
export class BranchNotFoundError extends AppError {
  readonly retry = "never";
  constructor(branch: string, branches: Iterable<string>, where: Where) {
    const near = nearestNames(branch, branches);
    super(`There is no branch "${branch}"${near.length === 0 ? "" : `; nearest names: ${near.join(", ")}`}`, where);
  }
}

/** A location that must not be opened: a path that leaves its mirror, a URL that the access rules forbid or that carries a password. */
export class LocationRefusedError extends AppError {
  readonly retry = "never";
}

/** None of several places gave the file; lists each with its reason. Worth another try if any single one is. */
export class NoCandidateError extends AppError {
  readonly retry: Retry;
  constructor(failures: readonly { readonly location: string; readonly error: AppError }[]) {
    const passing = failures.filter(({ error }) => error.retry === "later");
    const lines = failures.map(({ location, error }) => `\n  - ${location}: ${error.summary}`);
    super(
      `The file could not be opened from any of ${failures.length} places:${lines.join("")}`,
      {},
      {
        cause: new AggregateError(failures.map(({ error }) => error)),
        retryAfterMs: Math.min(...passing.map(({ error }) => error.retryAfterMs), passing.length === 0 ? 0 : Infinity),
      },
    );
    this.retry = passing.length > 0 ? "later" : "never";
  }
}
