import type { Result } from "../measure.ts";
import { runTask } from "../run-task.ts";
import { markdown, type Series, series, type Table } from "../series.ts";
import { median, spreadOf } from "../statistics.ts";
import type { WriterResult } from "../tasks/writer.ts";

const passes = 5;

interface Contest {
  readonly level: 0 | 1 | 6;
  readonly results: Series<WriterResult>;
}

export function writerTable(rounds: number): Table {
  const contests = ([0, 1, 6] as const).map((level): Contest => {
    const run = () => runTask<WriterResult>("writer", [level, passes]);
    return { level, results: series(`writer, level ${level}`, rounds, run) };
  });
  return {
    title: "Writing a tree",
    series: contests.map(({ results }) => results),
    show: () => show(contests),
  };
}

const secondsOf = (result: Result): number => median(result.passes.map(({ cpuMs }) => cpuMs)) / 1000;

function show(contests: readonly Contest[]): string {
  // Without compression as many bytes come out as go into it.
  const [plain] = contests[0]?.results.values[0] ?? [];
  const plainMb = (plain?.bytes ?? NaN) / 1e6;
  const rows = contests.map(({ level, results: { values } }) => [
    level === 0 ? "0 (none)" : String(level),
    spreadOf(values, ([writer]) => plainMb / secondsOf(writer)),
    spreadOf(values, ([writer]) => writer.bytes / 1e6 / secondsOf(writer)),
    `${spreadOf(values, ([writer]) => writer.entries / secondsOf(writer) / 1000)} k`,
    `${spreadOf(values, ([writer, floor]) => secondsOf(writer) / secondsOf(floor), 2)} ×`,
    spreadOf(values, ([, floor]) => plainMb / secondsOf(floor)),
    ((values[0]?.[0].bytes ?? NaN) / 1e6).toFixed(1),
  ]);
  const floor = ["ours / zlib alone", "zlib alone, MB/s unpacked"];
  return (
    `A tree of ${plain?.entries ?? 0} events of the toy, 35 branches, 32 kB baskets, to nowhere; CPU time, one thread. "zlib alone" compresses the same ` +
    "baskets with the same call; at level 0 it copies them.\n\n" +
    markdown(["ZLIB level", "MB/s unpacked", "MB/s packed", "events/s", ...floor, "file, MB"], rows)
  );
}
