import { checkResult } from "../results/check-result.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { renderFitting } from "./fit-table.ts";
import { readResultFile } from "./load-result.ts";
import type { Program } from "./program.ts";
import { printable } from "./terminal-text.ts";
import { outputWidth } from "./terminal-width.ts";

/** Looks at a result before it is fitted, and says by name what is doubtful. */
export async function checkResultFile(
  { target, json }: { readonly target: string; readonly json: boolean },
  program: Program,
): Promise<ExitCode> {
  const { stdout } = program;
  const { view } = await readResultFile(target);
  const doubts = checkResult(view);
  if (json) stdout.write(`${JSON.stringify({ doubts }, null, 2)}\n`);
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
  return doubts.length === 0 ? exitCodes.complete : exitCodes.refused;
}
