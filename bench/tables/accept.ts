import { runTask } from "../run-task.ts";
import { markdown, type Series, series, type Table } from "../series.ts";
import { spreadOf } from "../statistics.ts";
import type { Accepted } from "../tasks/accept.ts";

const files = 50_000;
/** In one plotter; the first is cold. */
const starts = 3;

export function acceptTable(rounds: number): Table {
  const all = ["paths", "URLs"].map((names) =>
    series(names, rounds, () => runTask<readonly Accepted[]>("accept", [files, names, starts])),
  );
  return { title: "Accepting", series: all, show: () => show(all) };
}

function show(all: readonly Series<readonly Accepted[]>[]): string {
  const rows = all.flatMap(({ label, values }) =>
    Array.from({ length: starts }, (_, i) => {
      const ofStart = values.map((accepted) => accepted[i]!);
      return [
        label,
        String(i + 1),
        spreadOf(ofStart, ({ acceptMs }) => acceptMs / 1000, 2),
        spreadOf(ofStart, ({ blockMs }) => blockMs),
        spreadOf(ofStart, ({ longestProbeMs }) => longestProbeMs),
        spreadOf(ofStart, ({ cpuMs }) => cpuMs / 1000, 2),
        spreadOf(ofStart, ({ peakRssMb }) => peakRssMb),
      ];
    }),
  );
  const times = ["s to the answer", "longest block of the loop, ms", "longest /healthz, ms"];
  return (
    `A plotter over NATS starts an analysis of ${files} files. Targets: 5 s, 50 ms, 100 ms.\n\n` +
    markdown(["names", "start", ...times, "CPU s of the plotter", "peak RSS, MB"], rows)
  );
}
