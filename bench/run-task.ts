import { execFile } from "node:child_process";
import { join } from "node:path";

const here = import.meta.dirname;

export interface TaskOptions {
  /** The task is ended if it takes longer. */
  readonly limitMs?: number;
  /** For Node itself. */
  readonly flags?: readonly string[];
}

/**
 * Runs a bundle of bench/tasks in a process of its own.
 *
 * @returns what it printed as its last line, which is JSON
 * @throws {Error} with what it wrote to standard error, if it fails or takes too long
 */
export function runTask<T>(
  name: string,
  args: readonly (string | number)[],
  { limitMs = 120_000, flags = [] }: TaskOptions = {},
): Promise<T> {
  const command = [...flags, join(here, `tasks/${name}.js`), ...args.map(String)];
  const options = { encoding: "utf8", maxBuffer: 1 << 26, timeout: limitMs, killSignal: "SIGTERM" } as const;
  return new Promise((resolve, reject) => {
    execFile(process.execPath, command, options, (error, stdout, stderr) => {
      const isLate = error?.killed === true;
      const why = isLate ? `was not done within ${limitMs} ms` : "failed";
      if (error !== null)
        reject(new Error(`bench/tasks/${name} ${args.join(" ")} ${why}:\n${stderr}`, { cause: error }));
      else resolve(JSON.parse(stdout.trim().split("\n").at(-1)!) as T);
    });
  });
}
