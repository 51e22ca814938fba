import { AppError } from "../errors/app-error.ts";

/** One thing that is wrong with the settings. */
export interface Fault {
  /** The variable or flag as the user wrote it, such as `HZZ_WORKERS` or `--workers`. */
  readonly name: string;
  /** What is wrong with it and what was expected, as the rest of a sentence. Shows no secret. */
  readonly problem: string;
}

/** The settings cannot be used. Lists every fault, so that one round of corrections is enough. */
export class ConfigError extends AppError {
  readonly retry = "never";
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    const lines = faults.map(({ name, problem }) => `\n  ${name} ${problem}`);
    super(`${faults.length === 1 ? "A setting" : `${faults.length} settings`} cannot be used:${lines.join("")}`);
    this.faults = faults;
  }
}
