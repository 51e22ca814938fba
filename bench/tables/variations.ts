import type { BenchData } from "../bench-data.ts";
import type { Result } from "../measure.ts";
import { runTask } from "../run-task.ts";
import { markdown, series, type Table } from "../series.ts";
import { median, spreadOf } from "../statistics.ts";

const cases = [
  ["weights", 20],
  ["columns", 10],
  ["weights", 100],
  ["columns", 100],
] as const;

/** What alternatives cost beside the nominal pass alone: each in a process of its own. */
export function variationsTable(rounds: number, { races }: BenchData): Table {
  const race = races.find(({ course }) => course !== "2025")!;
  const time = async (kind: string, number: number): Promise<Result> => {
    const [result] = await runTask<[Result]>("variations", [race.course, race.path, 5, kind, number]);
    return result;
  };
  const nominal = series("nominal", rounds, () => time("weights", 0));
  const varied = cases.map(([kind, number]) => series(`${number} ${kind}`, rounds, () => time(kind, number)));
  const cpu = ({ passes }: Result): number => median(passes.map(({ cpuMs }) => cpuMs));
  return {
    title: "Systematic variations in one pass",
    series: [nominal, ...varied],
    show: () =>
      `${race.label}; CPU time of one thread, warm, reading and unpacking included.\n\n` +
      markdown(
        ["alternatives", "ms a pass", "times nominal", "most memory, MB"],
        [nominal, ...varied].map(({ label, values }) => [
          label,
          spreadOf(values, cpu, 0),
          (median(values.map(cpu)) / median(nominal.values.map(cpu))).toFixed(2),
          spreadOf(values, ({ peakRssMb }) => peakRssMb, 0),
        ]),
      ),
  };
}
