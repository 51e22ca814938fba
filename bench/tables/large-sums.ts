import { runTask } from "../run-task.ts";
import { markdown, series, type Table } from "../series.ts";
import { spreadOf } from "../statistics.ts";
import type { LargeSums } from "../tasks/large-sums.ts";

/** Of each of the twelve samples. */
const partitions = 4;

export function largeSumsTable(rounds: number): Table {
  const all = series("large sums", rounds, () => runTask<LargeSums>("large-sums", [partitions]));
  const { values } = all;
  const perDelta = (ms: (of: LargeSums) => number) => spreadOf(values, (one) => ms(one) / one.deltas, 0);
  return {
    title: "Sums in several messages",
    series: [all],
    show: () =>
      `100 variations of 20 histograms of 50 bins, ${values[0]!.numbers} numbers of each of 12 samples, every one filled: ` +
      `${values[0]!.deltas} deltas in ${values[0]!.messages} messages, on NATS.\n\n` +
      markdown(
        ["what", ""],
        [
          ["a delta, from sums to messages that are stored, ms", perDelta(({ appendMs }) => appendMs)],
          ["a delta folded by a plotter that starts, ms", perDelta(({ foldMs }) => foldMs)],
          ["the same, CPU ms", perDelta(({ foldCpuMs }) => foldCpuMs)],
          ["first answer with the result, ms", spreadOf(values, ({ answerMs }) => answerMs, 0)],
          ["the same, CPU ms", spreadOf(values, ({ answerCpuMs }) => answerCpuMs, 0)],
          ["its size, MB", spreadOf(values, ({ answerBytes }) => answerBytes / 1e6, 0)],
          ["peak RSS, MB", spreadOf(values, ({ peakRssMb }) => peakRssMb, 0)],
        ],
      ),
  };
}
