import { AppError } from "../../errors/app-error.ts";

/** What was asked to be written cannot stand in a ROOT file: a name, a column that does not fit its branch, a wrong order of calls. */
export class InvalidOutputError extends AppError {
  readonly retry = "never";
}

/** The place that is written to refused: disk full, folder missing, access denied. Nothing is left under the final name. */
export class OutputFailedError extends AppError {
  readonly retry = "later";
}
