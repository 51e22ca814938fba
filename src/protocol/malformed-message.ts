import { AppError } from "../errors/app-error.ts";

/** Bytes from the broker that are not a message of this version: the only error that decoding throws. */
export class MalformedMessageError extends AppError {
  readonly retry = "never";
}
