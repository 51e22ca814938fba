import type { Environment } from "../config/config.ts";
import type { ProgressStream } from "./progress.ts";

/** What a command touches of the world outside; handed in, so that tests can stand in for it. */
export interface Program {
  readonly env: Environment;
  readonly stdout: ProgressStream;
  readonly stderr: ProgressStream;
  /** Module that a worker thread runs. */
  readonly workerUrl: URL;
  /** Aborts when the user presses Ctrl-C. */
  readonly signal: AbortSignal;
}
