import type { BenchData } from "../bench-data.ts";
import { contestants, type OnRuntime } from "../contestants.ts";
import { runTask } from "../run-task.ts";
import { markdown, series, type Table } from "../series.ts";
import { median, spreadOf } from "../statistics.ts";

/** The same work items everywhere, as POST /work. @param preset whose file it is */
export function runtimesTable(rounds: number, { path, label }: BenchData["large"], preset: string): Table {
  const contests = contestants.map((contestant) =>
    series(contestant, rounds, () => runTask<OnRuntime>("runtimes", [contestant, preset, path])),
  );
  return {
    title: `One thread on ${label}, item by item`,
    series: contests,
    show: () => {
      requireEqual(contests);
      const cpuOf = (values: readonly OnRuntime[]) => median(values.map(({ cpuPerMillion }) => cpuPerMillion));
      const first = cpuOf(contests[0]!.values);
      return markdown(
        ["", "events/s", "CPU s / million events", "of Node's", "memory, MB", "start-up, ms", "program, MB"],
        contests.map(({ label: name, values }) => [
          name,
          `${spreadOf(values, ({ eventsPerSecond }) => eventsPerSecond / 1000)} k`,
          spreadOf(values, ({ cpuPerMillion }) => cpuPerMillion, 2),
          `${(cpuOf(values) / first).toFixed(2)} ×`,
          spreadOf(values, ({ memoryMb }) => memoryMb),
          spreadOf(values, ({ startMs }) => startMs),
          spreadOf(values, ({ programMb }) => programMb, 1).replace(/ .*/, ""),
        ]),
      );
    },
  };
}

/** @throws {Error} if any gave other bytes than the first */
function requireEqual(contests: readonly { readonly label: string; readonly values: readonly OnRuntime[] }[]): void {
  const expected = contests[0]!.values[0]!.hash;
  for (const { label, values } of contests)
    for (const { hash } of values)
      if (hash !== expected) throw new Error(`${label} gave other bytes than ${contests[0]!.label}`);
}
