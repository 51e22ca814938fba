import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment } from "../support/child-environment.ts";
import { distFolder } from "../support/run-in-process.ts";
import { HungError, until } from "./until.ts";
import { endWithUs } from "../support/end-with-us.ts";

/** One of our services in a process of its own. */
export interface ServiceProcess {
  readonly name: string;
  /** Where it takes requests, without a slash at the end. */
  readonly url: string;
  /** The most memory that it ever held, in MB; for one that has ended, until it was killed. */
  readonly peakMb: () => number;
  signal(name: NodeJS.Signals): void;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Ends it in good order. @returns its exit code */
  stop(): Promise<number | null>;
  /** Whether it is gone without having been killed or stopped. */
  readonly hasFailed: () => boolean;
  readonly runs: () => boolean;
  /** The end of what it wrote to standard error. */
  readonly text: () => string;
}

export interface ServiceOptions {
  readonly env: Readonly<Record<string, string>>;
  /** What is put before the command, such as `ip netns exec NAME`. */
  readonly through?: readonly string[];
}

const readyMs = 30_000;
const stopMs = 20_000;
const keptText = 20_000;

/** @returns the service when it says that it is ready. @throws {HungError} if it does not, {Error} if it ends before. */
export async function startServiceProcess(
  name: "processor" | "plotter",
  { env, through = [] }: ServiceOptions,
): Promise<ServiceProcess> {
  const command = [process.execPath, join(distFolder, `${name}.js`)];
  const [program, ...args] = [...through, ...command];
  const child = spawn(program!, args, {
    env: childEnvironment({ HZZ_LOG_FORMAT: "json", ...env }),
    stdio: ["ignore", "ignore", "pipe"],
  });
  endWithUs(child);
  let text = "";
  child.stderr.setEncoding("utf8").on("data", (more: string) => {
    text = (text + more).slice(-keptText);
  });
  const exited = new Promise<number | null>((resolve) => {
    child.once("error", (error) => {
      text += String(error);
      resolve(null);
    });
    child.once("close", resolve);
  });
  let [ended, told] = [false, false];
  void exited.then(() => {
    ended = true;
  });
  let peak = 0;
  const look = () => {
    if (!ended && child.pid !== undefined) peak = Math.max(peak, peakOf(child.pid));
    return peak;
  };
  const end = async (signal: NodeJS.Signals) => {
    look();
    told ||= !ended;
    if (!ended) child.kill(signal);
    return await exited;
  };
  const kill = async () => {
    await end("SIGKILL");
  };
  try {
    const url = await until(`The ${name} is ready`, readyMs, () => {
      if (ended) throw new Error(`The ${name} ended before it was ready:\n${text}`);
      return readyUrl(name, text);
    });
    return {
      name,
      url,
      peakMb: look,
      signal: (signal) => child.kill(signal),
      kill,
      stop: async () => {
        const late = setTimeout(() => child.kill("SIGKILL"), stopMs);
        const code = await end("SIGTERM");
        clearTimeout(late);
        return code;
      },
      hasFailed: () => ended && !told,
      runs: () => !ended,
      text: () => text,
    };
  } catch (error) {
    await kill();
    throw error instanceof HungError ? new HungError(`${error.message}:\n${text}`) : error;
  }
}

function readyUrl(name: string, text: string): string | undefined {
  const message = `The ${name} ${name === "plotter" ? "takes requests" : "is ready"}`;
  for (const line of text.split("\n"))
    if (line.startsWith("{") && line.endsWith("}")) {
      const fields = JSON.parse(line) as Readonly<Record<string, unknown>>;
      if (fields["message"] === message && typeof fields["url"] === "string") return fields["url"];
    }
  return undefined;
}

/** As the kernel has kept it. 0 for a process that has just ended. */
function peakOf(pid: number): number {
  try {
    const [, kilobytes = "0"] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Math.round(Number(kilobytes) / 1024);
  } catch {
    return 0;
  }
}
