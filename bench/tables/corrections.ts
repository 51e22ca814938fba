import { runTask } from "../run-task.ts";
import { markdown, series, type Table } from "../series.ts";
import { spreadOf } from "../statistics.ts";
import type { CorrectionTimes } from "../tasks/corrections.ts";

/** What a look-up of a correction costs inside of compiled code. */
export function correctionsTable(rounds: number): Table {
  const results = series("corrections", rounds, () => runTask<readonly CorrectionTimes[]>("corrections", []));
  return {
    title: "Looking up corrections",
    series: [results],
    show: () =>
      "CPU time, one thread, warm; every call has other inputs.\n\n" +
      markdown(
        ["correction", "million calls/s", "heap, bytes per call"],
        (results.values[0] ?? []).map(({ title }, i) => [
          title,
          spreadOf(results.values, (times) => times[i]!.callsPerSecond / 1e6, 1),
          spreadOf(results.values, (times) => times[i]!.heapPerCall, 2),
        ]),
      ),
  };
}
