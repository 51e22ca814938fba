import { AppError } from "../errors/app-error.ts";

/** One thing that is wrong with a specification. */
export interface SpecProblem {
  /** JSON path such as `groups[1].samples[0].files`; empty for the document as a whole. */
  readonly path: string;
  /** What was found, what is expected. */
  readonly message: string;
}

/** How many problems the message lists; `problems` has them all. */
const listed = 50;

/** The specification is refused. The message lists what is wrong, one line each. */
export class SpecError extends AppError {
  readonly retry = "never";
  readonly problems: readonly SpecProblem[];

  /** @param file where the text came from, if from a file */
  constructor(problems: readonly SpecProblem[], file?: string) {
    const [first] = problems;
    const single = problems.length === 1 && first !== undefined;
    super(single ? `${headline(file)}: ${line(first)}` : severalLines(problems, file));
    this.problems = problems;
  }
}

/** The text is not JSON at all, so that nothing can be said of its fields. The path of its one problem is empty. */
export class MalformedJsonError extends SpecError {}

function headline(file: string | undefined): string {
  return `The analysis specification ${file === undefined ? "" : `${file} `}is refused`;
}

function line({ path, message }: SpecProblem): string {
  return path === "" ? message : `${path}: ${message}`;
}

function severalLines(problems: readonly SpecProblem[], file: string | undefined): string {
  const lines = problems.slice(0, listed).map((problem) => `  ${line(problem).replaceAll("\n", "\n    ")}`);
  if (problems.length > listed) lines.push(`  and ${problems.length - listed} more`);
  return `${headline(file)}, ${problems.length} problems:\n${lines.join("\n")}`;
}
