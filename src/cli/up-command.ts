import { delimiter } from "node:path";
import { isToyLabel, toyLabel } from "../analysis/toy/toy-label.ts";
import { selectSamples } from "../analysis/select-samples.ts";
import type { Config } from "../config/settings.ts";
import { isLoopback } from "../http/host-guard.ts";
import { createLogger } from "../logging/logger.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { firstAnalysis } from "../serve/first-start.ts";
import { wantsColor } from "./ansi.ts";
import type { UpCommand } from "./cli-command.ts";
import { loadConfig } from "../serve/load-config.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { createPlotterClient, type PlotterClient } from "./http-client.ts";
import { loadSpec } from "./load-spec.ts";
import { renderMissing } from "./missing-list.ts";
import { isOwnBroker, withOwnTries } from "./own-broker.ts";
import type { Program } from "./program.ts";
import { createProgress, type Progress } from "./progress.ts";
import { serveAll } from "../serve/serve-all.ts";
import { submitAnalysis } from "./submission.ts";
import { watchAnalysis } from "./watch-analysis.ts";
import { renderYields } from "./yields-table.ts";

/** Ports after 8080 that are tried when it is taken. */
const nextPorts = 50;

/**
 * `hzz up`: page, HTTP interface and processor in this process, until Ctrl-C.
 *
 * Standard output holds the address and, with `--start`, the yields; progress and what goes wrong stand on standard error.
 */
export async function upCommand(command: UpCommand, program: Program): Promise<ExitCode> {
  const config = upConfig(command, program);
  await refuseEarly(command);
  const { stdout, stderr, env, signal, workerUrl, assetsFolder } = program;
  const sink = { write: (line: string): unknown => stderr.write(line) };
  const logs = logsFor(config, program, (line) => sink.write(line));
  const isAnyPort = command.port === undefined && (env["HZZ_PORT"] ?? "") === "";
  const ownBroker = isOwnBroker(command.broker, env);
  // What the command line starts takes the place of what the settings do.
  const first = command.start === undefined ? firstAnalysis(config) : undefined;
  const options = { config, ...logs, workerUrl, assetsFolder, first, ownBroker, stop: signal };
  await serveAll({ ...options, nextPorts: isAnyPort ? nextPorts : 0 }, async ({ url }, ending) => {
    stdout.write(welcome(url, config.token !== ""));
    if (!isLoopback(config.host)) stderr.write(whoeverReaches(url, config.token !== ""));
    if (command.start === undefined) return;
    const progress = createProgress({
      stream: stderr,
      now: () => performance.now(),
      color: wantsColor(stderr, env, command.noColor),
      quiet: command.quiet,
    });
    if (!command.quiet)
      sink.write = (line) => {
        progress.note(line.trimEnd());
      };
    try {
      await startAndTell(
        createPlotterClient(url, { token: config.token }),
        command.start,
        command,
        progress,
        program,
        ending,
      );
    } finally {
      sink.write = (line) => stderr.write(line);
    }
  });
  return exitCodes.complete;
}

/** Starts an analysis over HTTP as anybody would, and prints its yields when it has ended. */
async function startAndTell(
  client: PlotterClient,
  target: string,
  { samples }: UpCommand,
  progress: Progress,
  { stdout }: Program,
  signal: AbortSignal,
): Promise<void> {
  const { summary, page } = await submitAnalysis(client, target, samples, signal);
  stdout.write(`\n${target} is ${summary.status}: ${page.href}\n`);
  const watched = await watchAnalysis(client, summary.id, {
    signal,
    onConnection: () => undefined,
    onView: ({ view }) => {
      progress.update(view);
    },
  });
  if (watched === undefined) return;
  const { view, missingCount } = watched;
  progress.finish(view);
  const missing = missingCount === 0 ? "" : `${renderMissing(view, { count: missingCount })}\n\n`;
  stdout.write(`\n${missing}${renderYields(view)}\n\n${target} is ${view.status}: ${page.href}\n${toyNotice(view)}`);
}

/** Whoever sees only the terminal is told as well what it is, and how to come to the real thing. */
function toyNotice({ spec }: AnalysisView): string {
  if (!isToyLabel(spec.release.label)) return "";
  return `${toyLabel}: the page and the command above start the analysis of the real release.\n`;
}

/** For whoever lets others in. */
function whoeverReaches(url: string, asksToken: boolean): string {
  const whoever = `Whoever reaches port ${new URL(url).port} of this machine can`;
  return asksToken
    ? `${whoever} see all analyses; to start one takes the token (HZZ_TOKEN).\n`
    : `${whoever} start analyses: no token is asked for (HZZ_TOKEN).\n`;
}

function welcome(url: string, asksToken: boolean): string {
  const token = asksToken ? ' -H "Authorization: Bearer $HZZ_TOKEN"' : "";
  return `hzz-edge is ready: ${url}

Start an analysis there, or with

  curl${token} --json '{"preset":"hzz-2020"}' ${url}/analyses

Ctrl-C ends it.
`;
}

/** What goes as it should is seen on the page, and so is what becomes of each item; the rest is written from warnings on. */
function logsFor(config: Config, { env }: Program, write: (line: string) => void) {
  const format = config.logFormat;
  if ((env["HZZ_LOG_LEVEL"] ?? "") !== "") {
    const logger = createLogger({ level: config.logLevel, format, write });
    return { logger, itemLogger: logger };
  }
  const silent = createLogger({ level: "error", format, write: () => undefined });
  return { logger: createLogger({ level: "warn", format, write }), itemLogger: silent };
}

function upConfig(command: UpCommand, program: Program): Config {
  return loadConfig(withOwnTries(command.broker, program.env), {
    mirror: command.mirrors.length === 0 ? undefined : command.mirrors.join(delimiter),
    workers: command.workers?.toString(),
    broker: command.broker,
    host: command.host,
    port: command.port,
  });
}

/** What can be refused before anything is opened is refused here. */
async function refuseEarly({ start, samples }: UpCommand): Promise<void> {
  if (start === undefined) return;
  const spec = await loadSpec(start);
  if (samples !== undefined) selectSamples(spec, samples);
}
