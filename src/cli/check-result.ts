import { checkResult } from "../results/check-result.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { renderFitting } from "./fit-table.ts";
import type { LoadedResult } from "./load-checked.ts";
import type { Program } from "./program.ts";
import { printable, wrapLines } from "./terminal-text.ts";
import { outputWidth } from "./terminal-width.ts";

/** Looks at a result before it is fitted, and says by name what is doubtful. */
export function renderDoubts({ result, note }: LoadedResult, json: boolean, program: Program): ExitCode {
  const { stdout } = program;
  const doubts = checkResult(result);
  if (json) stdout.write(`${JSON.stringify({ doubts, note }, null, 2)}\n`);
  else if (doubts.length === 0) stdout.write("Nothing is doubtful before a fit.\n");
  else
    stdout.write(
      `${renderFitting(
        [
          ...["histogram", "group", "variation"].map((header) => ({ header, align: "left" as const })),
          { header: "doubt", align: "left", runs: 20 },
        ],
        doubts.map(({ histogram, group = "simulation", variation = "–", message }) =>
          [histogram, group, variation, message].map(printable),
        ),
        outputWidth(program),
      )}\n`,
    );
  if (!json && note !== undefined) stdout.write(`${wrapLines(note, outputWidth(program))}\n`);
  return doubts.length === 0 ? exitCodes.complete : exitCodes.refused;
}
