import { AppError } from "../../errors/app-error.ts";

/** A fault of the calling code: `prepareCodecs` was not awaited before a block of this compression was decompressed. */
export class CodecNotReadyError extends AppError {
  readonly retry = "never";
}
