import { delimiter, dirname, resolve } from "node:path";
import { presetNames } from "../analysis/presets/presets.ts";
import { selectSamples } from "../analysis/select-samples.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import type { Config } from "../config/settings.ts";
import { createLogger, type Logger } from "../logging/logger.ts";
import { openBroker } from "../messaging/open-broker.ts";
import type { AnalysisView } from "../plotter/analysis-view.ts";
import { toUhiDocument } from "../plotter/uhi-document.ts";
import { wantsColor } from "./ansi.ts";
import type { RunCommand } from "./args.ts";
import { configOf } from "./config-of.ts";
import { renderCutflow } from "./cutflow-table.ts";
import { type ExitCode, exitCodeOf } from "./exit-code.ts";
import { loadSpec } from "./load-spec.ts";
import { renderMissing } from "./missing-list.ts";
import { OutputFile } from "./output-file.ts";
import type { Program } from "./program.ts";
import { createProgress } from "./progress.ts";
import { reportText, toReport } from "./report.ts";
import { runAnalysis } from "./run-analysis.ts";
import { softwareVersion } from "./software-version.ts";
import { renderTerminalHistogram } from "./terminal-histogram.ts";
import { renderYields } from "./yields-table.ts";

/** `hzz run`: runs an analysis in this process, prints the result, writes it to files if asked. */
export async function runCommand(command: RunCommand, program: Program): Promise<ExitCode> {
  const config = runConfig(command, program);
  const spec = await loadSelected(command);
  // Opened before hours of work, so that a slip in a path costs nothing.
  const out = await OutputFile.open(command.out, "--out");
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
    await using broker = await openBroker(config.broker);
    view = await runAnalysis({
      spec,
      broker,
      workerUrl: program.workerUrl,
      workerSettings: { mirrors: mirrorsOf(command, config), http: config.http },
      workers: config.workers,
      maxDeliveries: config.maxDeliveries,
      retryDelayMs: config.retryDelayMs,
      itemTimeoutMs: config.itemTimeoutMs,
      logger: loggerFor(config, program),
      onView: (now) => {
        progress.update(now);
      },
      signal: program.signal,
    });
  } catch (error) {
    await Promise.all([out.discard(), report.discard()]);
    throw error;
  }
  const seconds = (performance.now() - begun) / 1000;
  progress.finish(view);
  await out.write(`${JSON.stringify(toUhiDocument(view))}\n`);
  await report.write(reportText(toReport(view, { version: softwareVersion, startedAt, seconds })));
  program.stdout.write(renderResult(view, color, program.stdout.columns ?? 100));
  return exitCodeOf(view.status);
}

/** What can be refused without opening a file is refused here. */
async function loadSelected(command: RunCommand): Promise<AnalysisSpec> {
  const spec = await loadSpec(command.target);
  return command.samples === undefined ? spec : selectSamples(spec, command.samples);
}

function runConfig(command: RunCommand, program: Program): Config {
  return configOf(isOwnBroker(command, program) ? { HZZ_MAX_DELIVERIES: "1", ...program.env } : program.env, {
    mirror: command.mirrors.length === 0 ? undefined : command.mirrors.join(delimiter),
    workers: command.workers?.toString(),
    broker: command.broker,
  });
}

/**
 * Whether nobody else shares the broker. A person waits for such a run: requests are tried again where they fail, but not the
 * whole item minutes later. On a shared broker an item may come from somebody who crashed, and then has been tried before.
 */
function isOwnBroker(command: RunCommand, program: Program): boolean {
  const url = command.broker ?? (program.env["HZZ_BROKER"] || "memory:");
  return url.startsWith("memory:") && (program.env["HZZ_BROKER_FILE"] ?? "") === "";
}

/** A specification in a file finds its data beside it, last of all places on this machine. */
function mirrorsOf(command: RunCommand, config: Config): string[] {
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

function renderResult(view: AnalysisView, color: boolean, columns: number): string {
  const parts = [renderCutflow(view)];
  if (view.missing.length > 0) parts.push(renderMissing(view));
  parts.push(renderYields(view));
  // Last, so that the plot is what the user sees when the run is over.
  for (const { name } of view.histograms)
    parts.push(renderTerminalHistogram(view, { histogram: name, columns: Math.min(columns, 120), color }));
  return `\n${parts.join("\n\n")}\n`;
}
