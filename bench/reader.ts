import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { benchData, type Race, requireFiles } from "./bench-data.ts";
import { filesOfManyBranches } from "./many-branches.ts";
import type { Result } from "./measure.ts";
import { benchOptions } from "./options.ts";
import { runTask } from "./run-task.ts";
import { runFacts, saveResults } from "./run-tables.ts";
import { median, spreadOf, withSpread } from "./statistics.ts";
import type { Opened } from "./tasks/open.ts";

const options = benchOptions({ rounds: 5 });
const { rounds } = options;
const here = import.meta.dirname;
const data = await benchData(options);
const { races } = data;
requireFiles(races.map(({ path }) => path));

const cpuOf = (result: Result): number => median(result.passes.map((pass) => pass.cpuMs));

function sameHistogram(a: Result, b: Result): void {
  const [left, right] = [a.histogram!, b.histogram!];
  const close = left.sumw.every((w, i) => Math.abs(w - right.sumw[i]!) <= 1e-9 * Math.abs(w) + 1e-12);
  if (left.entries.join() !== right.entries.join() || !close)
    throw new Error("The contestants found different histograms");
}

/** The reference that uproot made, where there is one. */
function matchesReference(race: Race, ours: Result): void {
  const name = /mini-\w+-baskets/.exec(race.path)?.[0];
  if (name === undefined || data.reference === undefined) return;
  const reference = JSON.parse(readFileSync(join(data.reference, "benchmark.json"), "utf8")) as {
    files: Record<string, { m4l_counts: number[]; m4l_sumw_unnormalised: number[] }>;
  };
  const { m4l_counts: counts, m4l_sumw_unnormalised: sums } = reference.files[name]!;
  const { entries, sumw } = ours.histogram!;
  if (entries.slice(1, -1).join() !== counts.join()) throw new Error(`${race.label}: counts differ from uproot's`);
  sums.forEach((sum, i) => {
    if (Math.abs(sumw[i + 1]! - sum) > 1e-12 * Math.abs(sum)) throw new Error(`${race.label}: bin ${i} differs`);
  });
}

interface Row {
  readonly race: string;
  /** `beside`: ours again, taking turns with the floor in one process. */
  readonly rounds: { edge: Result; tselector: Result; beside: Result; floor: Result }[];
}

const table: Row[] = races.map((race) => ({ race: race.label, rounds: [] }));
for (let round = 0; round < rounds; round++)
  for (const [i, race] of races.entries()) {
    const { path } = race;
    const [edge] = await runTask<[Result]>("edge", [race.course, path, options.passes]);
    const [tselector] = await runTask<[Result]>("tselector", [race.course, path, 3]);
    const [beside, floor] = await runTask<[Result, Result]>("floor", [race.course, path, options.passes]);
    sameHistogram(edge, tselector);
    matchesReference(race, edge);
    table[i]!.rounds.push({ edge, tselector, beside, floor });
    console.error(`round ${round + 1}/${rounds}, ${race.label}: done`);
  }

console.log(`\n${data.description}`);
console.log(`\nReading and selecting, one thread: CPU time, median (range) of ${rounds} rounds; histograms equal\n`);
console.log("| file | TSelector / ours | ours / inflate alone | ours, events/s | ours, peak memory |");
console.log("|---|---|---|---|---|");
for (const { race, rounds: all } of table) {
  const speedUp = withSpread(
    all.map((r) => cpuOf(r.tselector) / cpuOf(r.edge)),
    1,
  );
  const overFloor = withSpread(
    all.map((r) => cpuOf(r.beside) / cpuOf(r.floor)),
    2,
  );
  const rate = withSpread(
    all.map((r) => r.edge.entries / cpuOf(r.edge)),
    0,
  );
  const memory = Math.max(...all.map((r) => r.edge.peakRssMb)).toFixed(0);
  console.log(`| ${race} | ${speedUp} × | ${overFloor} × | ${rate} k | ${memory} MB |`);
}

interface Threads {
  readonly wallMs: Record<"1" | "2", number[]>;
  readonly peakRssMb: number;
}

/** What the machine gives to two processes that share nothing: how much more two get done than one in the same time. */
async function twoProcesses(course: string, path: string): Promise<number> {
  const time = async (count: number): Promise<number> => {
    const begun = performance.now();
    const task = [join(here, "tasks/edge.js"), course, path, options.passes];
    await Promise.all(Array.from({ length: count }, () => promisify(execFile)(process.execPath, task)));
    return performance.now() - begun;
  };
  const [one, two] = [await time(1), await time(2)];
  return (2 * one) / two;
}

const threads: { race: string; ceilings: number[]; result: Threads }[] = [];
for (const race of races.filter(({ course }) => course !== "2025")) {
  const { path } = race;
  const ceilings: number[] = [];
  for (let round = 0; round < rounds; round++) ceilings.push(await twoProcesses(race.course, path));
  const result = await runTask<Threads>("threads", [race.course, path, rounds], { limitMs: 600_000 });
  threads.push({ race: race.label, ceilings, result });
}
console.log("\nA whole analysis of twelve such files through work items, log and ledger: wall time, one process\n");
console.log(
  "| file | 1 thread / 2 threads | the same of two processes that share nothing | 2 threads, ms | peak memory |",
);
console.log("|---|---|---|---|---|");
for (const { race, ceilings, result } of threads) {
  const ratios = result.wallMs["1"].map((one, i) => one / result.wallMs["2"][i]!);
  console.log(
    `| ${race} | ${withSpread(ratios, 2)} × | ${withSpread(ceilings, 2)} × | ${withSpread(result.wallMs["2"], 0)} | ${result.peakRssMb.toFixed(0)} MB |`,
  );
}

const opened: { label: string; rounds: Opened[] }[] = [];
for (const { label, path, tree, branches } of await filesOfManyBranches(options.shared.folder)) {
  const all: Opened[] = [];
  for (let round = 0; round < rounds; round++) all.push(await runTask<Opened>("open", [path, tree, branches]));
  opened.push({ label, rounds: all });
}
console.log("\nOpening a tree with two to five of its branches, and reading these: CPU time\n");
console.log("| file | opened first, ms | opened again, ms | read, ms |");
console.log("|---|---|---|---|");
for (const { label, rounds: all } of opened) {
  const [first, again, read] = (["firstMs", "againMs", "readMs"] as const).map((of) => spreadOf(all, (r) => r[of], 1));
  console.log(`| ${label} | ${first} | ${again} | ${read} |`);
}

const raw = table.map(({ race, rounds: all }) => ({
  race,
  cpuMs: all.map((r) => ({
    edge: r.edge.passes.map((pass) => pass.cpuMs),
    tselector: r.tselector.passes.map((pass) => pass.cpuMs),
    beside: r.beside.passes.map((pass) => pass.cpuMs),
    floor: r.floor.passes.map((pass) => pass.cpuMs),
  })),
}));
const facts = runFacts();
console.log(`\n${facts.date.slice(0, 10)}, Node ${facts.node}, ${facts.machine}`);
const results = { ...facts, description: data.description, raw, threads, opened };
saveResults(data.kind === "real" ? "reader" : "reader-toy", JSON.stringify(results));
