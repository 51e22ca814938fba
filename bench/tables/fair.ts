import { runTask } from "../run-task.ts";
import { markdown, type Series, series, type Table } from "../series.ts";
import { spreadOf } from "../statistics.ts";

import type { Fair } from "../tasks/fair.ts";

export function fairTable(rounds: number): Table {
  const all = ["memory", "nats", "rabbitmq"].map((broker) =>
    series(broker, rounds, () => runTask<readonly Fair[]>("fair", [broker], { limitMs: 180_000 })),
  );
  return { title: "A small analysis beside large ones", series: all, show: () => show(all) };
}

function show(all: readonly Series<readonly Fair[]>[]): string {
  const rows = all.flatMap(({ label, values }) =>
    (values[0] ?? []).map(({ consumers, larges }, i) => {
      const ofCase = values.map((results) => results[i]!);
      return [
        label,
        String(consumers),
        String(larges),
        secondsOf(ofCase, ({ firstMs }) => firstMs),
        secondsOf(ofCase, ({ lastMs }) => lastMs),
        spreadOf(ofCase, ({ aheadMs }) => aheadMs / 1000),
        spreadOf(ofCase, ({ perSecond }) => perSecond),
        spreadOf(ofCase, ({ perSecond, perSecondOneTurn }) => (100 * perSecond) / perSecondOneTurn),
      ];
    }),
  );
  const times = ["s to its first delta", "s to its last", "s that one queue for all would take"];
  return (
    "Each large analysis has 300 items of 20 ms, the small one 4; it is posted after a second of work. The last columns: items of all in a " +
    "second, and in per cent of those if all are in one turn, first in, first out.\n\n" +
    markdown(["broker", "consumers", "large ones", ...times, "items/s", "of one turn, %"], rows)
  );
}

function secondsOf(results: readonly Fair[], timeOf: (result: Fair) => number | null): string {
  if (results.some((result) => timeOf(result) === null)) return "not waited for";
  return spreadOf(results, (result) => (timeOf(result) ?? NaN) / 1000, 2);
}
