import { runTask } from "../run-task.ts";
import { markdown, type Series, series, type Table } from "../series.ts";
import { spreadOf } from "../statistics.ts";
import type { Throughput } from "../tasks/throughput.ts";

const items = { memory: 10_000, nats: 5000, rabbitmq: 5000 } as const;

interface Contest {
  readonly broker: keyof typeof items;
  readonly consumers: number;
  readonly results: Series<Throughput>;
}

export function throughputTable(rounds: number): Table {
  const contests = (["memory", "nats", "rabbitmq"] as const).flatMap((broker) =>
    [1, 4].map((consumers): Contest => {
      const run = () => runTask<Throughput>("throughput", [broker, consumers, items[broker]]);
      return { broker, consumers, results: series(`${broker}, consumers: ${consumers}`, rounds, run) };
    }),
  );
  return {
    title: "Work items and deltas in a second",
    series: contests.map(({ results }) => results),
    show: () => show(contests),
  };
}

function show(contests: readonly Contest[]): string {
  const rows = contests.map(({ broker, consumers, results: { values } }) => [
    broker,
    String(consumers),
    String(items[broker]),
    ...(["published", "done", "cpuMicroseconds", "appended", "followed"] as const).map((name) =>
      spreadOf(values, (result) => result[name]),
    ),
  ]);
  const sizes = contests[0]?.results.values[0];
  return (
    `An item of ${sizes?.itemBytes ?? 0} bytes is taken, its delta of ${sizes?.deltaBytes ?? 0} bytes (hzz-2020, read from nowhere) appended to the log, the item settled. ` +
    "In memory everything is one process; over a server each consumer is one, and CPU time is that of the consumers.\n\n" +
    markdown(
      ["broker", "consumers", "items", "published/s", "items = deltas/s", "CPU µs each", "appended/s", "followed/s"],
      rows,
    )
  );
}
