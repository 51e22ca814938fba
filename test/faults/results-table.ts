import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { machine, median } from "../../bench/statistics.ts";
import { faults } from "./fault-table.ts";
import type { FaultRun } from "./run-fault.ts";
import type { SuiteSize } from "./suite-size.ts";

export interface SuiteResult {
  readonly runs: readonly FaultRun[];
  /** Of the brokers' servers. */
  readonly versions: readonly string[];
  /** Of the first run of each fault; the others follow. */
  readonly seed: number;
  readonly seconds: number;
  readonly size: SuiteSize;
}

const begin = "<!-- begin: made by npm run test:faults -- --write-docs -->";
const end = "<!-- end -->";

/** Markdown: a row for each fault on each broker, what ran it below. */
export function tableOf({ runs, versions, seed, seconds, size }: SuiteResult): string {
  const rows = faults.flatMap(({ name }) => {
    const ofFault = runs.filter((run) => run.fault === name);
    const brokers = [...new Set(ofFault.map(({ broker }) => broker))];
    return brokers.map((broker) =>
      row(
        name,
        broker,
        ofFault.filter((run) => run.broker === broker),
      ),
    );
  });
  const peak = (service: "plotter" | "processor") => Math.max(0, ...runs.map(({ peakMb }) => peakMb[service]));
  const date = new Date().toISOString().slice(0, 10);
  return [
    "| fault | broker | runs | lost | twice | hung | wrong | next result | last result |",
    "| --- | --- | --: | --: | --: | --: | --: | --: | --: |",
    ...rows,
    "",
    `${runs.length} runs in ${Math.round(seconds / 60)} min, seeds from ${seed}, ${12 * size.filesPerSample + 1} files in each analysis, two processors with ${size.threads} threads each. Most memory of a service: plotter ${peak("plotter")} MB, processor ${peak("processor")} MB. ` +
      `${date}, ${versions.join(", ")}, Node ${process.version}, ${machine()}.`,
  ].join("\n");
}

function row(name: string, broker: string, runs: readonly FaultRun[]): string {
  const sum = (pick: (run: FaultRun) => number) => runs.reduce((total, run) => total + pick(run), 0);
  const cells = [
    `\`${name}\``,
    broker,
    runs.length,
    sum(({ lost }) => lost),
    sum(({ duplicated }) => duplicated),
    sum(({ hung }) => Number(hung)),
    sum((run) => Number(run.wrong.length > 0 && !run.hung && run.lost + run.duplicated === 0)),
    times(runs.flatMap(({ nextDeltaMs }) => nextDeltaMs ?? [])),
    times(runs.flatMap(({ lastDeltaMs }) => lastDeltaMs ?? [])),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** `0.3 s (1.2 s)` */
function times(milliseconds: readonly number[]): string {
  if (milliseconds.length === 0) return "–";
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return `${seconds(median(milliseconds))} (${seconds(Math.max(...milliseconds))})`;
}

/** Puts the table between its two marks. @throws {Error} if they are not there. */
export async function writeDocs(result: SuiteResult): Promise<void> {
  const path = join(process.cwd(), "docs/faults.md");
  const text = await readFile(path, "utf8");
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`${path} has no place for the table: ${begin} … ${end}`);
  const page = `${before}${begin}\n\n${tableOf(result)}\n\n${end}${after}`;
  await writeFile(path, await format(page, { ...(await resolveConfig(path)), filepath: path }));
}
