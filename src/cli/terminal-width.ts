import type { Program } from "./program.ts";

/**
 * How wide tables and text may be on standard output: as the terminal, or as `COLUMNS` says where there is none. Undefined: as wide as
 * they are, so that into a pipe or a file nothing is left out or broken.
 */
export function outputWidth({ stdout, env }: Pick<Program, "stdout" | "env">): number | undefined {
  if (stdout.isTTY === true) return atLeast(stdout.columns);
  return /^\d+$/.test(env["COLUMNS"] ?? "") ? atLeast(Number(env["COLUMNS"])) : undefined;
}

/** How wide a plot is drawn: at most 120, and 100 where no width is known. */
export function plotWidth(program: Pick<Program, "stdout" | "env">): number {
  return Math.min(outputWidth(program) ?? 100, 120);
}

/** Below that nothing can be arranged. A terminal that does not tell its size has 80 columns. */
function atLeast(columns = 80): number {
  return columns > 0 ? Math.max(20, columns) : 80;
}
