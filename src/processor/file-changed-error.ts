import { AppError } from "../errors/app-error.ts";

/** The file is not the one that was planned: it was replaced while the analysis ran. */
export class FileChangedError extends AppError {
  readonly retry = "never";
}
