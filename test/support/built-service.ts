import { spawn } from "node:child_process";
import { join } from "node:path";
import { childEnvironment } from "./child-environment.ts";
import { distFolder } from "./run-in-process.ts";
import { endWithUs } from "./end-with-us.ts";

/** A built service in a process of its own. */
export interface BuiltService {
  readonly pid: number;
  /** What it wrote to standard error so far: one JSON object a line. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** The text of standard error that was no JSON. */
  readonly otherText: () => string;
  /** All of it, for whoever has to find out what went wrong. */
  readonly text: () => string;
  signal(name: NodeJS.Signals): void;
  /** Its exit code; null if a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Resolves with the first line whose message is this; rejects if the process ends before, or takes too long. */
  line(message: string): Promise<Readonly<Record<string, unknown>>>;
  /** Ends it (SIGKILL) if it still runs. */
  end(): Promise<void>;
}

const PATIENCE_MS = 60_000;

/**
 * Starts `dist/<program>` away from the settings of whoever runs the tests, its log as JSON at level debug.
 * @param program such as `processor.js`
 * @param runtime what runs it, with its arguments in front of the program
 */
export function startService(
  program: string,
  env: Readonly<Record<string, string>>,
  [runtime, ...before]: readonly [string, ...string[]] = [process.execPath],
): BuiltService {
  const child = spawn(runtime, [...before, join(distFolder, program)], {
    env: childEnvironment({ HZZ_LOG_FORMAT: "json", HZZ_LOG_LEVEL: "debug", ...env }),
    stdio: ["ignore", "ignore", "pipe"],
  });
  endWithUs(child);
  const lines: Readonly<Record<string, unknown>>[] = [];
  let other = "";
  let rest = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    for (const part of parts)
      if (part.startsWith("{")) lines.push(JSON.parse(part) as Readonly<Record<string, unknown>>);
      else other += `${part}\n`;
  });
  const text = () => `${lines.map((line) => JSON.stringify(line)).join("\n")}\n${other}${rest}`;
  const exited = new Promise<number | null>((resolve) => {
    child.once("close", resolve);
  });
  return {
    pid: child.pid!,
    lines,
    otherText: () => other + rest,
    text,
    signal: (name) => child.kill(name),
    exited,
    line: async (message) => {
      const deadline = performance.now() + PATIENCE_MS;
      for (;;) {
        const found = lines.find((line) => line["message"] === message);
        if (found !== undefined) return found;
        if (child.exitCode !== null || performance.now() > deadline)
          throw new Error(`${program} never said "${message}":\n${text()}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    end: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await exited;
    },
  };
}
