import { AppError, type Where } from "../errors/app-error.ts";

/** Why a message is refused, in a word: for metrics, and for programs that go through what was refused. */
export const refusals = ["pickle", "too-large", "malformed", "unfit", "contradiction", "fault"] as const;
export type Refusal = (typeof refusals)[number];

/** A message from an old queue that will never be taken: its sender has to send another one. */
export class RefusedMessageError extends AppError {
  readonly retry = "never";
  readonly refusal: Refusal;

  constructor(refusal: Refusal, summary: string, where: Where = {}, options?: ErrorOptions) {
    super(summary, where, options);
    this.refusal = refusal;
  }
}
