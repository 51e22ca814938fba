import { AppError } from "../errors/app-error.ts";

/** Bytes from the broker that are not a message of this version: the only error that decoding throws. */
export class MalformedMessageError extends AppError {
  readonly retry = "never";
}

/** A message of a release that came after this one. */
export class NewerMessageError extends MalformedMessageError {
  constructor(version: number, known: number) {
    super(
      `The message has version ${version}, which is newer than what this program knows: version ${known}; run the same release everywhere`,
      { field: "version" },
    );
  }
}
