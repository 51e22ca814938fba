import { analysisPlace } from "./analysis-place.ts";
import { wantsColor } from "./ansi.ts";
import { type Arguments, defineCommand, operand } from "./command.ts";
import { softwareVersion } from "../serve/software-version.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit-code.ts";
import type { PlotterClient } from "./http-client.ts";
import { placeClient } from "./place-client.ts";
import type { Program } from "./program.ts";
import { renderPlots, renderResult } from "./render-result.ts";
import { reportText, toReport } from "./report.ts";
import { ResultFile } from "./result-file.ts";
import { jsonReport, noColor, out, perUnit, quietWatching, url } from "./shared-options.ts";
import { pageOf } from "./submission.ts";
import { outputWidth, plotWidth } from "./terminal-width.ts";
import { watchAnalysis, type WatchedView } from "./watch-analysis.ts";
import { createWatchDisplay, type DisplayOptions } from "./watch-display.ts";
import { withReadFiles } from "./fetch-result.ts";

const parameters = {
  target: operand("id|URL"),
  url,
  out,
  json: { ...jsonReport, help: "print the report, as hzz run --report writes it, in place of tables and plots" },
  quiet: quietWatching,
  perUnit,
  noColor,
};

type WatchArguments = Arguments<typeof parameters>;

export const watch = defineCommand({
  name: "watch",
  summary: "follow an analysis on a server, with the plot in the terminal",
  parameters,
  details: [
    "Shows the plot as it fills if standard output is a terminal, else progress on standard error; at the end " +
      "it prints the result as hzz run does. It goes on when the connection breaks or the server restarts.",
    "Ctrl-C stops watching; the analysis goes on.",
    "Exit code: 0 complete, 3 incomplete or stopped by Ctrl-C, 2 refused, 1 failed.",
  ],
  examples: ["hzz watch 0123456789abcdef --out histograms.json"],
  run: watchToEnd,
});

/** Follows an analysis on a server to its end, and prints what `hzz run` would have printed. */
async function watchToEnd(command: WatchArguments, program: Program): Promise<ExitCode> {
  const place = analysisPlace("watch", command.target, command.url);
  const { client } = placeClient(place, command.url, program.env);
  const file = await ResultFile.open(command.out);
  try {
    return await watchAndPrint(client, place.id, command, program, file);
  } finally {
    await file.discard();
  }
}

/**
 * Shows an analysis until it has ended, then prints its result. When the user wants no more of it, the analysis goes on: nothing
 * is cancelled from here.
 *
 * @param file gets every histogram, with those of the samples; nothing if the end was not waited for.
 */
export async function watchAndPrint(
  client: PlotterClient,
  id: string,
  options: DisplayOptions & { readonly perUnit?: boolean; readonly json?: boolean },
  program: Program,
  file?: ResultFile,
): Promise<ExitCode> {
  const { stdout, stderr, env, signal } = program;
  const display = createWatchDisplay(program, options);
  let last: WatchedView | undefined;
  let whole: WatchedView | undefined;
  // At once: a second Ctrl-C must not meet a terminal that is still ours.
  const close = () => {
    display.close();
  };
  signal.addEventListener("abort", close);
  try {
    whole = await watchAnalysis(client, id, {
      signal,
      onConnection: (problem) => {
        display.connection(problem);
      },
      onView: (watched) => {
        last = watched;
        display.update(watched);
      },
    });
  } finally {
    signal.removeEventListener("abort", close);
    display.close(whole?.view);
  }
  const layout = {
    color: wantsColor(stdout, env, options.noColor),
    columns: plotWidth(program),
    width: outputWidth(program),
    perUnit: options.perUnit ?? false,
  };
  if (whole === undefined) {
    if (last !== undefined && stdout.isTTY === true) {
      const { view, missingCount } = last;
      stdout.write(`\n${renderPlots(view, { ...layout, missingCount }).join("\n\n")}\n`);
    }
    stderr.write(`Stopped watching; the analysis goes on: hzz watch ${pageOf(client, id).href}\n`);
    return exitCodes.incomplete;
  }
  const { view, missingCount } = whole;
  // Only the server knows what a ROOT file tells of the files that were read.
  if (file?.format === "root") await file.copy(await client.download(`analyses/${id}/results.root`, rootType, signal));
  else if (file?.format === "whole") await file.write(await withReadFiles(client, view, signal));
  else await file?.write(view);
  stdout.write(
    options.json === true
      ? reportText(toReport(view, { version: softwareVersion }))
      : renderResult(view, { ...layout, missingCount }),
  );
  return exitCodeOf(view.status);
}

/** Of the answer that holds a ROOT file. */
const rootType = "application/octet-stream";
