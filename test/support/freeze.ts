import { type ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

const LONGEST_MS = 5000;

/**
 * Holds a process still (SIGSTOP), and returns when all of its threads are: the signal alone is only on its way when it has been sent.
 * @throws {Error} if they are not still within five seconds.
 */
export function freeze(child: ChildProcess): void {
  child.kill("SIGSTOP");
  const tasks = `/proc/${child.pid ?? 0}/task`;
  const deadline = performance.now() + LONGEST_MS;
  // Elsewhere than on Linux nothing tells.
  while (existsSync(tasks) && !readdirSync(tasks).every((task) => isStopped(`${tasks}/${task}/stat`)))
    if (performance.now() > deadline) throw new Error(`The process ${child.pid ?? 0} does not stop`);
}

function isStopped(stat: string): boolean {
  try {
    const text = readFileSync(stat, "utf8");
    return text.slice(text.lastIndexOf(")") + 2, text.lastIndexOf(")") + 3) === "T";
  } catch {
    return true; // a thread that has ended meanwhile
  }
}
