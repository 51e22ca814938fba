import { runTask } from "../run-task.ts";
import { markdown, series, type Table } from "../series.ts";
import { spreadOf } from "../statistics.ts";
import type { ExpressionTimes } from "../tasks/expressions.ts";

/** What the combinations of an analysis cost, without any reading. */
export function expressionsTable(rounds: number): Table {
  const results = series("expressions", rounds, () => runTask<readonly ExpressionTimes[]>("expressions", []));
  return {
    title: "Combinations in compiled expressions",
    series: [results],
    show: () =>
      "CPU time, one thread, warm; columns are in memory already.\n\n" +
      markdown(
        ["filled", "thousand events/s", "a plain loop written by hand, thousand events/s", "heap, bytes an event"],
        (results.values[0] ?? []).map(({ title }, i) => [
          title,
          spreadOf(results.values, (times) => times[i]!.compiled / 1e3, 0),
          spreadOf(results.values, (times) => times[i]!.byHand / 1e3, 0),
          spreadOf(results.values, (times) => times[i]!.heapPerEvent, 1),
        ]),
      ),
  };
}
