import type { FoldResult } from "../fold.ts";
import { runTask } from "../run-task.ts";
import { markdown, type Series, series, type Table } from "../series.ts";
import { spreadOf } from "../statistics.ts";
import type { LiveStreams } from "../tasks/live-streams.ts";
import type { Replay } from "../tasks/replay.ts";

const [some, many] = [100_000, 1_000_000];
/** What takes long is made at most so often. */
const fewRounds = 2;
const watchers = 200;

interface Folding {
  readonly label: string;
  readonly deltas: number;
  readonly results: Series<Pick<Replay, "ms" | "cpuMs" | "heapBeforeMb" | "heapAfterMb"> & Partial<Replay>>;
}

export function plotterTable(rounds: number): Table {
  const folding = (label: string, task: string, args: readonly string[], deltas: number, most: number): Folding => {
    const run = () => runTask<FoldResult | Replay>(task, [...args, deltas], { flags: ["--expose-gc"] });
    return { label, deltas, results: series(`${label}, ${deltas}`, most, run) };
  };
  const few = Math.min(rounds, fewRounds);
  const foldings = [
    folding("ledger alone", "fold", [], some, rounds),
    folding("ledger alone", "fold", [], many, few),
    folding("plotter, a log that nobody keeps", "replay", ["made"], some, rounds),
    folding("plotter, a log that nobody keeps", "replay", ["made"], many, few),
    folding("plotter, the log in its own memory", "replay", ["memory"], some, rounds),
    folding("plotter, the log on NATS", "replay", ["nats"], some, few),
  ];
  const streams = [0, watchers].map((count) =>
    series(`${count} streams`, few, () =>
      runTask<LiveStreams>("live-streams", [some, count], { flags: ["--expose-gc"] }),
    ),
  );
  return {
    title: "The plotter",
    series: [...foldings.map(({ results }) => results), ...streams],
    show: () => [foldTable(foldings), streamsTable(streams)].join("\n\n"),
  };
}

function foldTable(foldings: readonly Folding[]): string {
  const rows = foldings.map(({ label, deltas, results: { values } }) => [
    label,
    String(deltas),
    spreadOf(values, ({ ms }) => ms / 1000, 2),
    spreadOf(values, ({ cpuMs }) => cpuMs / 1000, 2),
    spreadOf(values, ({ cpuMs }) => (1000 * cpuMs) / deltas, 1),
    spreadOf(values, ({ heapBeforeMb }) => heapBeforeMb, 1),
    spreadOf(values, ({ heapAfterMb }) => heapAfterMb, 1),
    values[0]?.peakRssMb === undefined ? "" : spreadOf(values, ({ peakRssMb = NaN }) => peakRssMb),
  ]);
  const memory = ["heap before, MB", "heap after, MB", "peak RSS, MB"];
  return (
    "Deltas of hzz-2020 that are in the log when the plotter starts. Targets: 1000000 folded in under 10 s, and memory that does not grow with them.\n\n" +
    markdown(["", "deltas", "s until folded", "CPU s", "CPU µs each", ...memory], rows)
  );
}

function streamsTable(all: readonly Series<LiveStreams>[]): string {
  const rows = all
    .flatMap(({ values }) => (values.length === 0 ? [] : [{ first: values[0]!, values }]))
    .map(({ first, values }) => [
      String(first.streams),
      spreadOf(values, ({ ms }) => ms / 1000, 1),
      spreadOf(values, ({ cpuMs }) => cpuMs / 1000, 2),
      spreadOf(values, ({ heapOpenMb }) => heapOpenMb, 1),
      spreadOf(values, ({ heapAfterMb }) => heapAfterMb, 1),
      spreadOf(values, ({ peakRssMb }) => peakRssMb),
      ...(first.streams === 0
        ? ["", "", "", ""]
        : [
            spreadOf(values, ({ states }) => states),
            spreadOf(values, ({ bytes }) => bytes.median / 1e6, 2),
            spreadOf(values, ({ lagMs }) => lagMs.median),
            spreadOf(values, ({ lagMs }) => lagMs.most),
          ]),
    ]);
  const memory = ["heap at the start, MB", "heap at the end, MB", "peak RSS, MB"];
  const streams = ["states a stream", "MB a stream", "lag of the last state, ms", "longest lag, ms"];
  return (
    `${some} deltas come in over NATS, as fast as one process appends them, while event streams are open.\n\n` +
    markdown(["streams", "s", "CPU s of the plotter", ...memory, ...streams], rows)
  );
}
