import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { wantsColor } from "./ansi.ts";
import { type Arguments, defineCommand, operand, option } from "./command.ts";
import { type ExitCode, exitCodeOf } from "./exit-code.ts";
import { prepareRun, runPrepared } from "./local-run.ts";
import { OutputFile } from "./output-file.ts";
import type { Program } from "./program.ts";
import { renderResult } from "./render-result.ts";
import { reportText, toReport } from "./report.ts";
import { ResultFile } from "./result-file.ts";
import {
  broker,
  jsonReport,
  mirrors,
  noColor,
  out,
  perUnit,
  priority,
  quiet,
  samples,
  workers,
} from "./shared-options.ts";
import { outputWidth, plotWidth } from "./terminal-width.ts";
import { softwareVersion } from "../serve/software-version.ts";

const parameters = {
  target: operand("preset|spec.json"),
  mirrors,
  samples,
  workers,
  out,
  priority,
  json: jsonReport,
  report: option("report", "FILE", "write status, missing parts, cutflow and yields to FILE as JSON"),
  broker,
  quiet,
  perUnit,
  noColor,
};

type RunArguments = Arguments<typeof parameters>;

export const run = defineCommand({
  name: "run",
  summary: "run an analysis and print its result",
  parameters,
  details: ["Exit code: 0 complete, 3 incomplete (something is missing, the output says what), 2 refused, 1 failed."],
  examples: [
    "hzz run hzz-toy",
    "hzz run hzz-2020 --mirror ~/open-data/2020",
    "hzz run my-analysis.json --samples 'data_*' --out results.root",
  ],
  run: runHere,
});

/** Runs an analysis in this process, prints the result, writes it to files if asked. */
async function runHere(command: RunArguments, program: Program): Promise<ExitCode> {
  const ready = await prepareRun(command, program);
  // Opened before hours of work, so that a slip in a path costs nothing.
  const out = await ResultFile.open(command.out);
  const report = await OutputFile.open(command.report, "--report");
  const startedAt = new Date();
  const begun = performance.now();
  let view: AnalysisView;
  let text: string;
  try {
    view = await runPrepared(ready, command, program);
    const seconds = (performance.now() - begun) / 1000;
    await out.write(view);
    text = reportText(toReport(view, { version: softwareVersion, startedAt, seconds }));
    await report.write(text);
  } finally {
    await Promise.all([out.discard(), report.discard()]);
  }
  const color = wantsColor(program.stdout, program.env, command.noColor);
  const layout = { color, columns: plotWidth(program), width: outputWidth(program), perUnit: command.perUnit };
  program.stdout.write(
    command.json ? text : renderResult(view, { ...layout, missingHint: "; --report FILE.json lists them all" }),
  );
  return exitCodeOf(view.status);
}
