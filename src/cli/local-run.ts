import { delimiter } from "node:path";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { SpecError } from "../analysis/spec-error.ts";
import { createFileCheck } from "../check/check-files.ts";
import type { Config } from "../config/settings.ts";
import { createLogger, type Logger } from "../logging/logger.ts";
import { openBroker } from "../messaging/open-broker.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { openingOptions, type WorkerSettings, workerSettingsOf } from "../processor/threads/worker-settings.ts";
import type { Priority } from "../protocol/priority.ts";
import { wantsColor } from "./ansi.ts";
import { loadConfig } from "../serve/load-config.ts";
import { isOwnBroker, withOwnTries } from "./own-broker.ts";
import type { Program } from "./program.ts";
import { createProgress } from "./progress.ts";
import { accessOnSharedBroker } from "./run-access.ts";
import { loadSelected, mirrorsFor, type SelectedSpec } from "./selected-spec.ts";
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
  readonly pinned: SelectedSpec;
  readonly config: Config;
}

/** Somebody waits for it. */
const mostQuietMs = 60_000;

/** Refuses what can be refused without opening a file of events. */
export async function prepareRun(command: LocalRun, program: Program): Promise<PreparedRun> {
  const config = runConfig(command, program);
  return { config, pinned: await loadSpecification(command, program, config) };
}

/** Somebody waits for the answer, maybe from servers far away. */
const checkMs = 5000;

/** Runs it to its end, with progress on standard error. @throws {SpecError} for what its files show to be wrong, before anything is filled. */
export async function runPrepared(
  { pinned, config }: PreparedRun,
  command: LocalRun,
  program: Program,
): Promise<AnalysisView> {
  const progress = createProgress({
    stream: program.stderr,
    now: () => performance.now(),
    color: wantsColor(program.stderr, program.env, command.noColor),
    quiet: command.quiet,
  });
  const { spec } = pinned;
  const settings = workerSettings(command, program, config, spec);
  const checkFiles = createFileCheck(openingOptions(settings), { milliseconds: checkMs });
  await using broker = await openBroker(config.broker, { updates: true });
  const view = await runAnalysis({
    spec,
    refuse: async () => {
      const problems = await checkFiles(pinned, program.signal);
      if (problems.length > 0) throw new SpecError(pinned.placed(problems), command.target);
    },
    priority: command.priority,
    broker,
    workerUrl: program.workerUrl,
    workerSettings: settings,
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

function loadSpecification(command: LocalRun, program: Program, config: Config): Promise<SelectedSpec> {
  return loadSelected(command, {
    mirrors: mirrorsFor(command.target, config),
    // As the threads read them.
    linksOut: (spec) => isOwnBroker(command.broker, program.env) || accessOnSharedBroker(spec, config).linksOut,
    opening: (spec) => openingOptions(workerSettings(command, program, config, spec)),
  });
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
  return workerSettingsOf({ ...config, mirrors: mirrorsFor(command.target, config) }, access);
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
