import { runTask } from "../run-task.ts";
import { markdown, type Series, series, type Table } from "../series.ts";
import { spreadOf, withSpread } from "../statistics.ts";
import type { ToySpeed } from "../tasks/toy.ts";
import type { ToyFiles } from "../tasks/toy-files.ts";

/** Samples that are generated in the same way. */
const kinds: readonly { readonly label: string; readonly samples: RegExp }[] = [
  { label: "Z + jets", samples: /^Z(ee|mumu)$/ },
  { label: "tt̄", samples: /^ttbar/ },
  { label: "ZZ*", samples: /^llll$/ },
  { label: "Higgs", samples: /H125/ },
  { label: "collision data", samples: /^data/ },
  { label: "all twelve files", samples: /./ },
];
const steps = ["events", "columns", "file"] as const;

/** One core: events alone, with columns, with a file. */
export function generatorTable(rounds: number): Table {
  const speeds = series("toy, one core", rounds, () => runTask<readonly ToySpeed[]>("toy", []));
  return {
    title: "Generating the toy, one core",
    series: [speeds],
    show: () => {
      const rows = kinds.map(({ label, samples }) => {
        const rounds = speeds.values.map((round) => round.filter(({ sample }) => samples.test(sample)));
        const total = (files: readonly ToySpeed[], pick: (file: ToySpeed) => number) =>
          files.reduce((sum, file) => sum + pick(file), 0);
        const entries = total(rounds[0] ?? [], (file) => file.entries);
        const rates = steps.map((step) =>
          spreadOf(rounds, (files) => entries / total(files, ({ cpuMs }) => cpuMs[step])),
        );
        const megabytes = total(rounds[0] ?? [], ({ fileBytes }) => fileBytes / 1e6).toFixed(1);
        return [label, String(entries), ...rates.map((rate) => `${rate} k`), megabytes];
      });
      return (
        "Events a second of CPU time, after a first pass that warms up; the file is in memory, ZLIB level 1.\n\n" +
        markdown(["", "events", "events alone", "and columns", "and file", "file, MB"], rows)
      );
    },
  };
}

interface Contest {
  readonly label: string;
  /** Toys that are made at the same time. */
  readonly toys: number;
  readonly results: Series<readonly ToyFiles[]>;
}

/** All twelve files on disk, from processes that have just started. */
export function toyFilesTable(rounds: number, scale: number): Table {
  const contest = (label: string, toys: number, threads: number): Contest => {
    const one = () => runTask<ToyFiles>("toy-files", [threads, scale], { limitMs: 600_000 });
    const run = () => Promise.all(Array.from({ length: toys }, one));
    return { label, toys, results: series(`toy files, ${label}`, rounds, run) };
  };
  const contests = [
    contest("1 thread", 1, 1),
    contest("2 threads", 1, 2),
    contest("two processes that share nothing, a toy each", 2, 1),
  ];
  return {
    title: `A whole toy of scale ${scale}, on disk`,
    series: contests.map(({ results }) => results),
    show: () => showFiles(contests),
  };
}

function showFiles(contests: readonly Contest[]): string {
  const secondsOf = (toys: readonly ToyFiles[]) => Math.max(...toys.map(({ wallMs }) => wallMs)) / 1000;
  const alone = contests[0]?.results.values ?? [];
  const rows = contests.map(({ label, toys, results: { values } }) => {
    const gains = values.slice(0, alone.length).map((value, i) => (toys * secondsOf(alone[i]!)) / secondsOf(value));
    return [
      label,
      spreadOf(values, secondsOf, 2),
      spreadOf(values, (value) => value.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / 1000 / toys, 2),
      `${spreadOf(values, (value) => value.reduce((sum, { entries }) => sum + entries, 0) / secondsOf(value) / 1000)} k`,
      `${withSpread(gains, 2)} ×`,
      spreadOf(values, (value) => Math.max(...value.map(({ peakRssMb }) => peakRssMb))),
    ];
  });
  const [first] = alone[0] ?? [];
  return (
    `${first?.entries ?? 0} events, ${((first?.bytes ?? NaN) / 1e6).toFixed(1)} MB, all twelve files, from the start of the threads until all are closed. ` +
    "The last line is what the machine gives to two at once.\n\n" +
    markdown(["", "s", "CPU s a toy", "events/s", "beside 1 thread", "peak memory of a process, MB"], rows)
  );
}
