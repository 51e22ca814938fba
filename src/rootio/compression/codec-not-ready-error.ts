import { AppError, type Where } from "../../errors/app-error.ts";
import type { Compression } from "./block-header.ts";

/** A block of this compression was met before `prepareCodecs` had made it ready; prepare it and read again. */
export class CodecNotReadyError extends AppError {
  readonly retry = "never";
  readonly compression: Compression;

  constructor(compression: Compression, where: Where) {
    super(`The decoder for ${compression} is not ready; await prepareCodecs first`, where);
    this.compression = compression;
  }
}
