import { wantsColor } from "./ansi.ts";
import type { WatchCommand } from "./cli-command.ts";
import { loadConfig } from "../serve/load-config.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit-code.ts";
import { createPlotterClient, type PlotterClient } from "./http-client.ts";
import type { Program } from "./program.ts";
import { renderPlots, renderResult } from "./render-result.ts";
import { ResultFile } from "./result-file.ts";
import { pageOf } from "./submission.ts";
import { UsageError } from "./usage-error.ts";
import { watchAnalysis, type WatchedView } from "./watch-analysis.ts";
import { createWatchDisplay, type DisplayOptions } from "./watch-display.ts";

/** `hzz watch`: follows an analysis on a server to its end, and prints what `hzz run` would have printed. */
export async function watchCommand(command: WatchCommand, program: Program): Promise<ExitCode> {
  const { server, id } = watchTarget(command);
  const { serverUrl } = loadConfig(program.env, { url: server });
  const out = await ResultFile.open(command.out);
  try {
    return await watchAndPrint(createPlotterClient(serverUrl), id, command, program, out);
  } finally {
    await out.discard();
  }
}

/**
 * Shows an analysis until it has ended, then prints its result. When the user wants no more of it, the analysis goes on: nothing
 * is cancelled from here.
 *
 * @param out gets every histogram, with those of the samples; nothing if the end was not waited for.
 */
export async function watchAndPrint(
  client: PlotterClient,
  id: string,
  options: DisplayOptions,
  program: Program,
  out?: ResultFile,
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
  const layout = { color: wantsColor(stdout, env, options.noColor), columns: stdout.columns ?? 100 };
  if (whole === undefined) {
    if (last !== undefined && stdout.isTTY === true) {
      const { view, missingCount } = last;
      stdout.write(`\n${renderPlots(view, { ...layout, missingCount }).join("\n\n")}\n`);
    }
    stderr.write(`Not watched any more; the analysis goes on: hzz watch ${pageOf(client, id).href}\n`);
    return exitCodes.incomplete;
  }
  const { view, missingCount } = whole;
  // Only the server knows what a ROOT file tells of the files that were read.
  if (out?.format === "root") await out.copy(await client.download(`analyses/${id}/results.root`, rootType, signal));
  else await out?.write(view);
  stdout.write(renderResult(view, { ...layout, missingCount }));
  return exitCodeOf(view.status);
}

/** Of the answer that holds a ROOT file. */
const rootType = "application/octet-stream";

interface WatchTarget {
  /** Undefined: the one that the settings name. */
  readonly server: string | undefined;
  readonly id: string;
}

/** An id, or the address of a page, which names the server as well. @throws {UsageError} */
export function watchTarget({ target, url }: Pick<WatchCommand, "target" | "url">): WatchTarget {
  if (/^[0-9a-f]{16}$/.test(target)) return { server: url, id: target };
  const parts = /^(https?:\/\/.+\/)analyses\/([\w-]+)\/?(?:[?#].*)?$/i.exec(target);
  const [, server, id] = parts ?? [];
  if (server === undefined || id === undefined || !URL.canParse(server))
    throw new UsageError(
      `hzz watch expects the id of an analysis (16 hexadecimal digits) or the address of its page (http://…/analyses/…), found "${target}"`,
    );
  if (url !== undefined)
    throw new UsageError(
      `hzz watch: --url says where to look for an id; ${target} says it already, so leave --url out`,
    );
  return { server, id };
}
