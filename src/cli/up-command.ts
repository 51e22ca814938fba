import { delimiter } from "node:path";
import { isToyLabel, toyLabel } from "../analysis/toy/toy-label.ts";
import { selectSamples } from "../analysis/select-samples.ts";
import type { Config } from "../config/settings.ts";
import { isLoopback } from "../http/host-guard.ts";
import { createLogger } from "../logging/logger.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { firstAnalysis } from "../serve/first-start.ts";
import { wantsColor } from "./ansi.ts";
import { type Arguments, defineCommand, option } from "./command.ts";
import { loadConfig } from "../serve/load-config.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { createPlotterClient, type PlotterClient } from "./http-client.ts";
import { loadSpec } from "./load-spec.ts";
import { renderMissing } from "./missing-list.ts";
import { isOwnBroker, withOwnTries } from "./own-broker.ts";
import type { Program } from "./program.ts";
import { createProgress, type Progress } from "./progress.ts";
import { serveAll } from "../serve/serve-all.ts";
import { broker, mirrors, noColor, quiet, samples, workers } from "./shared-options.ts";
import { submitAnalysis } from "./submission.ts";
import { outputWidth } from "./terminal-width.ts";
import { UsageError } from "./usage-error.ts";
import { watchAnalysis } from "./watch-analysis.ts";
import { renderYields } from "./yields-table.ts";

/** Ports after 8080 that are tried when it is taken. */
const nextPorts = 50;

const parameters = {
  port: option("port", "N", "use exactly this port (default: HZZ_PORT, else 8080 or the next free one)"),
  host: option("host", "H", "address to listen on (default: HZZ_HOST, else 127.0.0.1: this machine alone)"),
  mirrors,
  workers,
  broker: { ...broker, help: "message broker, where others may work too (default: memory:, all in this process)" },
  start: option("start", "PRESET", "start this preset or spec.json at once"),
  samples: { ...samples, help: `with --start: ${samples.help}` },
  quiet: { ...quiet, help: "show no progress of --start" },
  noColor,
};

type UpArguments = Arguments<typeof parameters>;

export const up = defineCommand({
  name: "up",
  summary: "serve the live page and work on analyses, all in one process",
  parameters,
  details: [
    "Prints the address of the page and a command that starts an analysis, and serves until Ctrl-C. " +
      "Anybody who reaches the address can start analyses (with HZZ_TOKEN, only those who have that token); what they may " +
      "read is limited to the mirrors and HZZ_ALLOWED_ORIGINS. With the broker in memory, everything is forgotten at the end.",
    "Exit code: 0 ended by Ctrl-C, 2 refused, 1 failed (such as a port that is taken).",
  ],
  examples: ["hzz up --start hzz-2020", "hzz up --port 9000 --mirror ~/open-data/2020"],
  check({ samples: chosen, start }) {
    if (chosen !== undefined && start === undefined)
      throw new UsageError("--samples needs --start, whose samples it chooses");
  },
  run: serveHere,
});

/**
 * Page, HTTP interface and processor in this process, until Ctrl-C.
 *
 * Standard output holds the address and, with `--start`, the yields; progress and what goes wrong stand on standard error.
 */
async function serveHere(command: UpArguments, program: Program): Promise<ExitCode> {
  const config = withOwnToken(upConfig(command, program));
  await refuseEarly(command);
  const { stdout, stderr, env, signal, workerUrl, fitWorkerUrl, assetsFolder } = program;
  const sink = { write: (line: string): unknown => stderr.write(line) };
  const logs = logsFor(config, program, (line) => sink.write(line));
  const isAnyPort = command.port === undefined && (env["HZZ_PORT"] ?? "") === "";
  const ownBroker = isOwnBroker(command.broker, env);
  // What the command line starts takes the place of what the settings do.
  const first = command.start === undefined ? firstAnalysis(config) : undefined;
  const options = { config, ...logs, workerUrl, fitWorkerUrl, assetsFolder, first, ownBroker, stop: signal };
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

/** Where only people have tokens, what the command line starts is none of theirs: this process has a token of its own. */
function withOwnToken(config: Config): Config {
  const needsNone = config.token !== "" || config.tokens.length === 0;
  return needsNone ? config : { ...config, token: crypto.randomUUID() };
}

/** Starts an analysis over HTTP as anybody would, and prints its yields when it has ended. */
async function startAndTell(
  client: PlotterClient,
  target: string,
  { samples: chosen }: UpArguments,
  progress: Progress,
  program: Program,
  signal: AbortSignal,
): Promise<void> {
  const { stdout } = program;
  const width = outputWidth(program);
  const { summary, page } = await submitAnalysis(client, target, { samples: chosen }, signal);
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
  const missing = missingCount === 0 ? "" : `${renderMissing(view, { count: missingCount, width })}\n\n`;
  stdout.write(
    `\n${missing}${renderYields(view, width)}\n\n${target} is ${view.status}: ${page.href}\n${toyNotice(view)}`,
  );
}

/** Whoever sees only the terminal is told as well what it is, and how to come to the real thing. */
function toyNotice({ spec }: AnalysisView): string {
  if (!isToyLabel(spec.release.label)) return "";
  return `${toyLabel}: the page and the command above start the analysis of the real release.\n`;
}

/** For whoever lets others in. */
function whoeverReaches(url: string, asksToken: boolean): string {
  const whoever = `Anybody who reaches port ${new URL(url).port} of this machine can`;
  return asksToken
    ? `${whoever} see all analyses; starting one needs the token (HZZ_TOKEN).\n`
    : `${whoever} start analyses: no token is set (HZZ_TOKEN).\n`;
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

function upConfig(command: UpArguments, program: Program): Config {
  return loadConfig(withOwnTries(command.broker, program.env), {
    mirror: command.mirrors.length === 0 ? undefined : command.mirrors.join(delimiter),
    workers: command.workers?.toString(),
    broker: command.broker,
    host: command.host,
    port: command.port,
  });
}

/** What can be refused before anything is opened is refused here. */
async function refuseEarly({ start, samples: chosen }: UpArguments): Promise<void> {
  if (start === undefined) return;
  const spec = await loadSpec(start);
  if (chosen !== undefined) selectSamples(spec, chosen);
}
