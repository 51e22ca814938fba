import { AppError, type Retry, type Where } from "../errors/app-error.ts";
import { nearestNames } from "../errors/nearest-names.ts";

/** One thing that is wrong with a file of corrections. */
export interface CorrectionProblem {
  /** Name of the correction that it stands in, if in one. */
  readonly correction?: string;
  /** JSON path such as `corrections[0].data.content[3]`; empty for the document as a whole. */
  readonly path: string;
  readonly message: string;
}

/** How many problems the message lists; no more are looked for. */
export const mostProblems = 20;

/** The file is no correctionlib JSON of schema version 2, or holds what we do not take. */
export class CorrectionFileError extends AppError {
  readonly retry = "never";
  readonly problems: readonly CorrectionProblem[];

  constructor(problems: readonly CorrectionProblem[], where: Where = {}, options: ErrorOptions = {}) {
    const lines = problems.map(line);
    const text = lines.length === 1 ? ` ${lines[0]}` : `\n${lines.map((each) => `  ${each}`).join("\n")}`;
    super(`The file of corrections is refused:${text}`, where, options);
    this.problems = problems;
  }
}

/** It has more bytes than are read here. */
export class CorrectionSizeError extends CorrectionFileError {}

function line({ correction, path, message }: CorrectionProblem): string {
  const name = correction === undefined ? "" : `correction ${JSON.stringify(correction)}: `;
  return `${name}${path === "" ? "" : `${path}: `}${message}`;
}

/** A place that has another content than is wanted. */
export interface OtherContent {
  readonly source: string;
  readonly sha256: string;
}

/** A place that could not be read, and why. */
interface UnreadPlace {
  readonly location: string;
  readonly error: AppError;
}

/** Places have a file of this name, and none with the content that the analysis was accepted with. Worth another try if one did not answer. */
export class CorrectionContentError extends AppError {
  readonly retry: Retry;

  constructor(file: string, expected: string, found: readonly OtherContent[], unread: readonly UnreadPlace[] = []) {
    const passing = unread.filter(({ error }) => error.retry === "later");
    const others = found.map(({ source, sha256 }) => `${source} has one with ${sha256}`);
    const failures = unread.map(({ location, error }) => `${location} has none that could be read (${error.summary})`);
    super(
      `The file of corrections is not the one that was asked for, with the SHA-256 ${expected}: ${[...others, ...failures].join("; ")}. ` +
        "Put the file with that content there; or, if the other one is meant, leave `sha256` out and ask anew, which is another analysis",
      { file },
      { retryAfterMs: Math.max(0, ...passing.map(({ error }) => error.retryAfterMs)) },
    );
    this.retry = passing.length > 0 ? "later" : "never";
  }
}

/** The file is what it should be, and has no correction of this name. */
export class CorrectionMissingError extends AppError {
  readonly retry = "never";

  constructor(name: string, known: Iterable<string>, where: Where) {
    const names = [...known];
    const near = nearestNames(name, names);
    const told = near.length > 0 ? `nearest names: ${shown(near)}` : `the file has: ${shown(names) || "none"}`;
    super(`There is no correction ${JSON.stringify(name.slice(0, 100))}; ${told}`, where);
  }
}

/** An item names a file of corrections and not its content, so that it would be computed with whatever is there. */
export class CorrectionNotPinnedError extends AppError {
  readonly retry = "never";

  constructor(use: string, file: string) {
    super(
      `The correction has no \`sha256\`, and what it gives would depend on what is in the file at the moment; whoever accepts an ` +
        "analysis writes it into the specification",
      { file, field: `corrections.${use}.sha256` },
    );
  }
}

function shown(names: readonly string[]): string {
  const some = names.slice(0, 20).map((name) => JSON.stringify(name.slice(0, 100)));
  return `${some.join(", ")}${names.length > 20 ? ` and ${names.length - 20} more` : ""}`;
}
