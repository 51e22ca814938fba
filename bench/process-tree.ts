import { execFileSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";

// What Linux tells of the processes that another one has started, and those that these have started.

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly cpuSeconds: number;
}

async function processes(): Promise<Process[]> {
  const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    names.map(async (name): Promise<Process[]> => {
      const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
      // The name of the program, in brackets, may hold anything.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
      return stat === ""
        ? []
        : [{ pid: Number(name), parent: parent!, cpuSeconds: (user! + system!) / ticksPerSecond }];
    }),
  );
  return found.flat();
}

async function below(pid: number): Promise<Process[]> {
  const all = await processes();
  const childrenOf = (parent: number): Process[] =>
    all.filter((each) => each.parent === parent).flatMap((child) => [child, ...childrenOf(child.pid)]);
  return childrenOf(pid);
}

/** User and system time, all threads. */
export async function cpuSecondsBelow(pid: number): Promise<number> {
  return (await below(pid)).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
}

/** Memory that they hold now; what several share counts once. */
export async function memoryMbBelow(pid: number): Promise<number> {
  const sizes = await Promise.all(
    (await below(pid)).map(async (each) => {
      const rollup = await readFile(`/proc/${each.pid}/smaps_rollup`, "utf8").catch(() => "");
      return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
