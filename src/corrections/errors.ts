import { AppError, type Where } from "../errors/app-error.ts";

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

function line({ correction, path, message }: CorrectionProblem): string {
  const name = correction === undefined ? "" : `correction ${JSON.stringify(correction)}: `;
  return `${name}${path === "" ? "" : `${path}: `}${message}`;
}
