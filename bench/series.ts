/** One measurement, made again in each round. */
export interface Series<T> {
  readonly label: string;
  /** Made at most so often. */
  readonly rounds: number;
  readonly run: () => Promise<T>;
  /** What came of it. */
  readonly values: T[];
}

export function series<T>(label: string, rounds: number, run: () => Promise<T>): Series<T> {
  return { label, rounds, run, values: [] };
}

/** Measurements that belong together, with the tables that show them. */
export interface Table {
  readonly title: string;
  readonly series: readonly Series<unknown>[];
  /** As text, in Markdown. */
  readonly show: () => string;
}

/**
 * Makes all measurements in turns, one at a time, so that each round finds the same machine. Every one is made once; further rounds begin
 * none when the time is over.
 */
export async function runInTurns(all: readonly Series<unknown>[], limitMs: number): Promise<void> {
  const begun = performance.now();
  const rounds = Math.max(...all.map((one) => one.rounds));
  for (let round = 0; round < rounds; round++)
    for (const { label, run, values, ...one } of all) {
      if (round >= one.rounds || (round > 0 && performance.now() - begun > limitMs)) continue;
      const since = performance.now();
      values.push(await run());
      console.error(`round ${round + 1}, ${label}: ${((performance.now() - since) / 1000).toFixed(1)} s`);
    }
}

/** @param rows each as long as the header */
export function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), `|${header.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}
