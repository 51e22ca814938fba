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
import type { Priority } from "../protocol/priority.ts";
import { wantsColor } from "./ansi.ts";
import { loadConfig } from "../serve/load-config.ts";
import { loadSpec } from "./load-spec.ts";
import { isOwnBroker, withOwnTries } from "./own-broker.ts";
import type { Program } from "./program.ts";
import { createProgress } from "./progress.ts";
import { accessOnSharedBroker } from "./run-access.ts";
import { createFileLister } from "../serve/list-files.ts";
import { runAnalysis } from "../serve/run-analysis.ts";

/** What a run in this process is told by the command line. */
export interface LocalRun {
  /** A preset, or a file with a specification. */
  readonly target: string;
  readonly mirrors: readonly string[];
  readonly samples: readonly string[] | undefined;
  readonly workers: number | undefined;
  readonly quiet: boolean;
  readonly noColor: boolean;
  readonly broker?: string | undefined;
  readonly priority?: Priority | undefined;
}

/** A run of which everything is known and nothing is read. */
export interface PreparedRun {
  readonly spec: AnalysisSpec;
  readonly config: Config;
}

/** Somebody waits for it. */
const mostQuietMs = 60_000;

/** Refuses what can be refused without opening a file of events. */
export async function prepareRun(command: LocalRun, program: Program): Promise<PreparedRun> {
  const config = runConfig(command, program);
  return { config, spec: await loadSelected(command, program, config) };
}

/** Runs it to its end, with progress on standard error. */
export async function runPrepared(
  { spec, config }: PreparedRun,
  command: LocalRun,
  program: Program,
): Promise<AnalysisView> {
  const progress = createProgress({
    stream: program.stderr,
    now: () => performance.now(),
    color: wantsColor(program.stderr, program.env, command.noColor),
    quiet: command.quiet,
  });
  await using broker = await openBroker(config.broker, { updates: true });
  const view = await runAnalysis({
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
  progress.finish(view);
  return view;
}

async function loadSelected(command: LocalRun, program: Program, config: Config): Promise<AnalysisSpec> {
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

function runConfig(command: LocalRun, program: Program): Config {
  return loadConfig(withOwnTries(command.broker, program.env), {
    mirror: command.mirrors.length === 0 ? undefined : command.mirrors.join(delimiter),
    workers: command.workers?.toString(),
    broker: command.broker,
  });
}

/** On a broker that nobody else has, every item is the user's own, and may name any place. */
function workerSettings(command: LocalRun, { env }: Program, config: Config, spec: AnalysisSpec): WorkerSettings {
  const access = isOwnBroker(command.broker, env) ? undefined : accessOnSharedBroker(spec, config);
  return workerSettingsOf({ ...config, mirrors: mirrorsOf(command, config) }, access);
}

/** A specification in a file finds its data beside it, last of all places on this machine. */
function mirrorsOf(command: LocalRun, config: Config): string[] {
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
