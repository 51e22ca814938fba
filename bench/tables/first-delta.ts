import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type LiveName, liveAnalyses, type LivePlaces, specOf } from "../live-analyses.ts";
import type { PageTimes } from "../page-probe.ts";
import { runTask } from "../run-task.ts";
import { markdown, type Series, series, type Table } from "../series.ts";
import { spreadOf, withSpread } from "../statistics.ts";
import { type FirstDelta, type Steps, stepNames } from "../marks.ts";
import type { PageRounds } from "../tasks/page.ts";

const warmRounds = 3;
const targetMs = 300;

/** One analysis, waited for in each way. */
interface Contest {
  readonly label: string;
  readonly page: Series<PageRounds>;
  readonly steps: Series<FirstDelta>;
  /** `hzz run`: wall time of the process. */
  readonly whole: Series<number>;
  /** The same without the start of the program. */
  readonly run: Series<{ readonly ms: number }>;
}

/** @param programs folder of the built programs */
export function firstDeltaTable(places: LivePlaces, programs: string, rounds: number): Table {
  const contests = (["2020", "large"] as const).map((name) => contestOf(name, places, programs, rounds));
  return {
    title: "From POST to the first delta, and to the end",
    series: contests.flatMap(({ page, steps, whole, run }) => [page, whole, run, steps]),
    show: () => [latency(contests), stepsTable(contests)].join("\n\n"),
  };
}

function contestOf(name: LiveName, places: LivePlaces, programs: string, rounds: number): Contest {
  const analysis = liveAnalyses(places)[name];
  const { label } = analysis;
  const wholeRun = async (): Promise<number> => {
    const folder = await mkdtemp(join(tmpdir(), "hzz-bench-"));
    try {
      const spec = join(folder, "spec.json");
      await writeFile(spec, JSON.stringify(specOf(analysis, "run")));
      const begun = performance.now();
      const command = [join(programs, "hzz.js"), "run", spec, "--mirror", analysis.mirror, "--quiet"];
      await promisify(execFile)(process.execPath, command, { timeout: 60_000 });
      return performance.now() - begun;
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  const threads = availableParallelism();
  const files = JSON.stringify(places);
  return {
    label,
    page: series(`${label}, page`, rounds, () => runTask("page", [files, name, warmRounds])),
    steps: series(`${label}, steps`, rounds, () => runTask("first-delta", [files, name, warmRounds])),
    whole: series(`${label}, hzz run`, rounds, wholeRun),
    run: series(`${label}, run without start-up`, rounds, () => runTask("run", [files, name, threads])),
  };
}

function latency(contests: readonly Contest[]): string {
  const rows = contests.flatMap(({ label, page, whole, run }) => {
    const row = (kind: string, times: readonly PageTimes[], ...others: string[]) => [
      label,
      kind,
      ...(["answered", "delta", "frame", "complete"] as const).map((name) => spreadOf(times, (time) => time[name])),
      ...others,
    ];
    const cold = page.values.map((rounds) => rounds.cold);
    const warm = page.values.flatMap((rounds) => rounds.warm);
    return [
      row(
        "cold",
        cold,
        withSpread(whole.values, 0),
        spreadOf(run.values, ({ ms }) => ms),
      ),
      row("warm", warm, "", ""),
    ];
  });
  const onPage = ["POST answered", `first delta (target: under ${targetMs})`, "first number drawn", "complete"];
  return (
    "In Chromium, from sending the POST, in ms. Cold: the first analysis after the start of `hzz up`.\n\n" +
    markdown(["analysis", "", ...onPage, "`hzz run`, whole process", "the same without start-up"], rows)
  );
}

function stepsTable(contests: readonly Contest[]): string {
  const rows = contests.flatMap(({ label, steps }) => {
    const row = (kind: string, all: readonly Steps[]) => [
      label,
      kind,
      ...[...stepNames, "cpu" as const].map((name) => spreadOf(all, (one) => one[name])),
    ];
    const cold = steps.values.map((rounds) => rounds.cold);
    return [
      row("cold", cold),
      row(
        "warm",
        steps.values.flatMap((rounds) => rounds.warm),
      ),
    ];
  });
  return (
    "Where it goes, without a browser, in ms. accept: from the POST until a processor has an item; thread: until a thread has it (cold: it is started, " +
    "and loads its module); open: the file; compile: the kernel; fill: the delta; show: until a client has it.\n\n" +
    markdown(["analysis", "", ...stepNames, "CPU until then"], rows)
  );
}
