import type { Environment } from "../config/config.ts";
import type { ProgressStream, TerminalStream } from "./progress.ts";

/** What a command touches of the world outside; handed in, so that tests can stand in for it. */
export interface Program {
  readonly env: Environment;
  readonly stdout: TerminalStream;
  readonly stderr: ProgressStream;
  /** Module that a worker thread runs. */
  readonly workerUrl: URL;
  /** Module of a thread that makes files of a toy. */
  readonly toyWorkerUrl: URL;
  /** Module of a thread that fits. */
  readonly fitWorkerUrl: URL;
  /** Folder with the built page. */
  readonly assetsFolder: string;
  /** Folder with the built page that needs no server. */
  readonly siteFolder: string;
  /** Aborts when the user presses Ctrl-C, or somebody ends the process by SIGTERM. */
  readonly signal: AbortSignal;
}
