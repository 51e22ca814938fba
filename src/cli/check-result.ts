import { isResultDocument, readResultDocument } from "../protocol/documents/result-document.ts";
import { parseJsonText } from "../analysis/parse-spec.ts";
import { checkResult } from "../results/check-result.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { readTextFile } from "./load-spec.ts";
import type { Program } from "./program.ts";
import { renderTable } from "./table.ts";
import { UsageError } from "./usage-error.ts";

/** Looks at a result before it is fitted, and says by name what is doubtful. */
export async function checkResultFile(
  { target, json }: { readonly target: string; readonly json: boolean },
  { stdout }: Program,
): Promise<ExitCode> {
  const value = parseJsonText(await readTextFile(target, "The result"), target);
  if (!isResultDocument(value))
    throw new UsageError(`${target} holds no result; one is written by hzz run … --out NAME.hzz.json`);
  const { view } = await readResultDocument(value, target);
  const doubts = checkResult(view);
  if (json) stdout.write(`${JSON.stringify({ doubts }, null, 2)}\n`);
  else if (doubts.length === 0) stdout.write("Nothing is doubtful before a fit.\n");
  else
    stdout.write(
      `${renderTable(
        ["histogram", "group", "variation", "doubt"].map((header) => ({ header, align: "left" as const })),
        doubts.map(({ histogram, group = "simulation", variation = "–", message }) => [
          histogram,
          group,
          variation,
          message,
        ]),
      )}\n`,
    );
  return doubts.length === 0 ? exitCodes.complete : exitCodes.refused;
}
