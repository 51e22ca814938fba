import type { ChildProcess } from "node:child_process";

const running = new Set<ChildProcess>();

/** Ends a program with this process, so that a test run that breaks off leaves none behind. One listener serves them all. */
export function endWithUs(child: ChildProcess): void {
  if (!process.listeners("exit").includes(killAll)) process.on("exit", killAll);
  running.add(child);
  child.once("exit", () => running.delete(child));
}

function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}
