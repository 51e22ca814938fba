import { delimiter, dirname, resolve } from "node:path";
import { CorrectionReader } from "../corrections/correction-reader.ts";
import { pinCorrections } from "../analysis/pin-corrections.ts";
import { expandFiles } from "../analysis/expand-files.ts";
import { presetNames } from "../analysis/presets/presets.ts";
import { selectSamples } from "../analysis/select-samples.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import type { Config } from "../config/settings.ts";
import { createLogger, type Logger } from "../logging/logger.ts";
import { openBroker } from "../messaging/open-broker.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { openingOptions, type WorkerSettings, workerSettingsOf } from "../processor/threads/worker-settings.ts";
import { wantsColor } from "./ansi.ts";
import { type Arguments, defineCommand, operand, option } from "./command.ts";
import { loadConfig } from "../serve/load-config.ts";
import { type ExitCode, exitCodeOf } from "./exit-code.ts";
import { loadSpec } from "./load-spec.ts";
import { OutputFile } from "./output-file.ts";
import { isOwnBroker, withOwnTries } from "./own-broker.ts";
import type { Program } from "./program.ts";
import { createProgress } from "./progress.ts";
import { renderResult } from "./render-result.ts";
import { reportText, toReport } from "./report.ts";
import { accessOnSharedBroker } from "./run-access.ts";
import { ResultFile } from "./result-file.ts";
import { createFileLister } from "../serve/list-files.ts";
import { runAnalysis } from "../serve/run-analysis.ts";
import { broker, mirrors, noColor, out, perUnit, priority, quiet, samples, workers } from "./shared-options.ts";
import { softwareVersion } from "../serve/software-version.ts";

const parameters = {
  target: operand("preset|spec.json"),
  mirrors,
  samples,
  workers,
  out,
  priority,
  report: option("report", "FILE", "write status, missing parts, cutflow and yields to FILE as JSON"),
  broker,
  quiet,
  perUnit,
  noColor,
};

/** Somebody waits for it. */
const mostQuietMs = 60_000;

type RunArguments = Arguments<typeof parameters>;

export const run = defineCommand({
  name: "run",
  summary: "run an analysis and print its result",
  parameters,
  details: [
    "Exit code: 0 complete, 3 incomplete (something is missing, the output says what), 2 refused, 1 failed.",
    "Examples:\n  hzz run hzz-toy\n  hzz run hzz-2020 --mirror ~/open-data/2020\n  hzz run my-analysis.json --samples 'data_*' --out results.root",
  ],
  run: runHere,
});

/** Runs an analysis in this process, prints the result, writes it to files if asked. */
async function runHere(command: RunArguments, program: Program): Promise<ExitCode> {
  const config = runConfig(command, program);
  const spec = await loadSelected(command, program, config);
  // Opened before hours of work, so that a slip in a path costs nothing.
  const out = await ResultFile.open(command.out);
  const report = await OutputFile.open(command.report, "--report");
  const color = wantsColor(program.stdout, program.env, command.noColor);
  const progress = createProgress({
    stream: program.stderr,
    now: () => performance.now(),
    color: wantsColor(program.stderr, program.env, command.noColor),
    quiet: command.quiet,
  });
  const startedAt = new Date();
  const begun = performance.now();
  let view: AnalysisView;
  try {
    await using broker = await openBroker(config.broker, { updates: true });
    view = await runAnalysis({
      spec,
      priority: command.priority,
      broker,
      workerUrl: program.workerUrl,
      workerSettings: workerSettings(command, program, config, spec),
      workers: config.workers,
      maxDeliveries: config.maxDeliveries,
      retryDelayMs: config.retryDelayMs,
      itemTimeoutMs: config.itemTimeoutMs,
      logger: loggerFor(config, program),
      onView: (now) => {
        progress.update(now);
      },
      brokerWaitMs: config.brokerWaitMs,
      quietMs: Math.min(config.stallMs, mostQuietMs),
      onNote: (line) => {
        progress.note(line);
      },
      signal: program.signal,
    });
    const seconds = (performance.now() - begun) / 1000;
    progress.finish(view);
    await out.write(view);
    await report.write(reportText(toReport(view, { version: softwareVersion, startedAt, seconds })));
  } finally {
    await Promise.all([out.discard(), report.discard()]);
  }
  const columns = program.stdout.columns ?? 100;
  const { perUnit } = command;
  program.stdout.write(
    renderResult(view, { color, columns, perUnit, missingHint: "; --report FILE.json lists them all" }),
  );
  return exitCodeOf(view.status);
}

/** What can be refused without opening a file is refused here. */
async function loadSelected(command: RunArguments, program: Program, config: Config): Promise<AnalysisSpec> {
  const { env } = program;
  const spec = await loadSpec(command.target);
  const selected = command.samples === undefined ? spec : selectSamples(spec, command.samples);
  // As the threads read them.
  const linksOut = isOwnBroker(command.broker, env) || accessOnSharedBroker(selected, config).linksOut;
  const lister = createFileLister({ mirrors: mirrorsOf(command, config), linksOut });
  const expanded = await expandFiles(selected, lister, command.target);
  const reader = new CorrectionReader(openingOptions(workerSettings(command, program, config, expanded)));
  return pinCorrections(expanded, reader, { file: command.target });
}

function runConfig(command: RunArguments, program: Program): Config {
  return loadConfig(withOwnTries(command.broker, program.env), {
    mirror: command.mirrors.length === 0 ? undefined : command.mirrors.join(delimiter),
    workers: command.workers?.toString(),
    broker: command.broker,
  });
}

/** On a broker that nobody else has, every item is the user's own, and may name any place. */
function workerSettings(command: RunArguments, { env }: Program, config: Config, spec: AnalysisSpec): WorkerSettings {
  const access = isOwnBroker(command.broker, env) ? undefined : accessOnSharedBroker(spec, config);
  return workerSettingsOf({ ...config, mirrors: mirrorsOf(command, config) }, access);
}

/** A specification in a file finds its data beside it, last of all places on this machine. */
function mirrorsOf(command: RunArguments, config: Config): string[] {
  const beside = presetNames().includes(command.target) ? [] : [dirname(resolve(command.target))];
  return [...config.mirrors, ...beside];
}

/** What fails is told by the result itself; the log speaks only when asked. */
function loggerFor(config: Config, program: Program): Logger {
  const asked = (program.env["HZZ_LOG_LEVEL"] ?? "") !== "";
  return createLogger({
    level: config.logLevel,
    format: config.logFormat,
    write: (line) => {
      if (asked) program.stderr.write(line);
    },
  });
}
