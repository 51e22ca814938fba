import { AppError, type Where } from "../errors/app-error.ts";

/** One thing that is wrong with a workspace. */
export interface WorkspaceProblem {
  /** In names: `channel SR, sample background, modifier norm`; empty for the document as a whole. */
  readonly place: string;
  readonly message: string;
}

/** How many problems the message lists. */
const mostProblems = 20;

/** It is no pyhf workspace of schema 1.0.0, contradicts itself, or holds what is not taken here. */
export class WorkspaceError extends AppError {
  readonly retry = "never";
  readonly problems: readonly WorkspaceProblem[];

  constructor(problems: readonly WorkspaceProblem[], where: Where = {}, options: ErrorOptions = {}) {
    const lines = problems.slice(0, mostProblems).map(({ place, message }) => (place && `${place}: `) + message);
    if (problems.length > mostProblems) lines.push(`and ${problems.length - mostProblems} more`);
    const text = lines.length === 1 ? ` ${lines[0]}` : `\n${lines.map((each) => `  ${each}`).join("\n")}`;
    super(`The workspace is refused:${text}`, where, options);
    this.problems = problems;
  }
}

/** What is asked of a model cannot be answered: why, and what to do. */
export class StatisticsError extends AppError {
  readonly retry = "never";
}

/** A fit was ended at its limit of time; on a machine that has less to do it may have an answer. */
export class FitTimeoutError extends AppError {
  readonly retry = "later";
}
