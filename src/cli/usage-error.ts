import { AppError } from "../errors/app-error.ts";

/** The command line is not one that `hzz` understands. */
export class UsageError extends AppError {
  readonly retry = "never";
}
