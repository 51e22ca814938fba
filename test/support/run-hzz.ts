import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { childEnvironment } from "./child-environment.ts";
import { distFolder } from "./run-in-process.ts";

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What runs it, with its arguments in front of the program; by default this Node. */
  readonly runtime?: readonly [string, ...string[]];
}

/** A built `hzz` that runs; `ended` says how it ended. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandResult>;
}

/** Runs the built `hzz` with these arguments to its end, away from the settings of whoever runs the tests. */
export function runHzz(args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  return startHzz(args, options).ended;
}

export function startHzz(args: readonly string[], options: RunOptions = {}): RunningCommand {
  const [runtime, ...before] = options.runtime ?? [process.execPath];
  const child = spawn(runtime, [...before, join(distFolder, "hzz.js"), ...args], {
    env: childEnvironment(options.env),
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<CommandResult>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, stdout, stderr });
    });
  });
  return { child, ended };
}
