import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { childEnvironment } from "./child-environment.ts";
import { distFolder } from "./run-in-process.ts";
import { endWithUs } from "./end-with-us.ts";

/** A built `hzz up` in a process of its own. */
export interface RunningUp extends AsyncDisposable {
  /** As it printed it. */
  readonly url: string;
  readonly process: ChildProcess;
  /** Everything that it has written so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves when standard output holds this text. @param longestMs patience for work that takes its time */
  printed(text: string | RegExp, longestMs?: number): Promise<void>;
  /** Sends a signal; gives the exit code, null if a signal ended it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

const readyMs = 60_000;

/**
 * Starts `hzz up` with these arguments, on any free port unless they name one, away from the settings of whoever runs the
 * tests. Rejects with what it wrote if it ends before it is ready.
 * @param dist folder of the bundles
 * @param runtime what runs it, with its arguments in front of the program
 */
export async function startUp(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  dist = distFolder,
  [runtime, ...before]: readonly [string, ...string[]] = [process.execPath],
): Promise<RunningUp> {
  const port = args.includes("--port") || "HZZ_PORT" in env ? [] : ["--port", "0"];
  const child = spawn(runtime, [...before, join(dist, "hzz.js"), "up", ...port, ...args], {
    env: childEnvironment(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  endWithUs(child);
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const printed = async (text: string | RegExp, longestMs = readyMs): Promise<void> => {
    const deadline = performance.now() + longestMs;
    while (typeof text === "string" ? !stdout.includes(text) : !text.test(stdout)) {
      if (child.exitCode !== null || performance.now() > deadline)
        throw new Error(`hzz up did not print ${String(text)} (exit code ${child.exitCode}):\n${stdout}${stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const end = async (signal: NodeJS.Signals = "SIGINT"): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const closed = once(child, "close");
    child.kill(signal);
    await closed;
    return child.exitCode;
  };
  await printed(/ready: http\S+\n/).catch(async (error: unknown) => {
    await end("SIGKILL");
    throw error;
  });
  return {
    url: /ready: (http\S+)\n/.exec(stdout)?.[1] ?? "",
    process: child,
    get stdout() {
      return stdout;
    },
    get stderr() {
      return stderr;
    },
    printed,
    end,
    [Symbol.asyncDispose]: async () => {
      await end("SIGKILL");
    },
  };
}
