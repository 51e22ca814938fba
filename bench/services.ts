import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { runInTurns } from "./series.ts";
import { machine } from "./statistics.ts";
import { firstDeltaTable } from "./tables/first-delta.ts";
import { plotterTable } from "./tables/plotter.ts";
import { throughputTable } from "./tables/throughput.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    minutes: { type: "string", default: "4" },
    shared: { type: "string", default: "../shared" },
    only: { type: "string" },
  },
});
const [rounds, minutes] = [Number(options.rounds), Number(options.minutes)];
const shared = resolve(options.shared);
const root = join(import.meta.dirname, "../..");
const needed = ["benchmark/mini-small-baskets.root", "atlas-open-data/2020"].map((path) => join(shared, path));
for (const path of needed)
  if (!existsSync(path)) throw new Error(`The benchmark needs ${path}; say where it is with --shared DIR`);

const all = {
  "first-delta": firstDeltaTable(shared, join(root, "dist-bench/dist"), rounds),
  throughput: throughputTable(rounds),
  plotter: plotterTable(rounds),
};
const tables = Object.entries(all).flatMap(([name, table]) => ((options.only ?? name) === name ? [table] : []));
if (tables.length === 0) throw new Error(`--only takes one of ${Object.keys(all).join(", ")}`);

const begun = performance.now();
await runInTurns(
  tables.flatMap((table) => table.series),
  60_000 * minutes,
);
const seconds = Math.round((performance.now() - begun) / 1000);

const made = { date: new Date().toISOString(), node: process.version, machine: machine() };
console.log(`\nMedians (ranges) of up to ${rounds} rounds in turns\n`);
for (const { title, show } of tables) console.log(`### ${title}\n\n${show()}\n`);
console.log(`${made.date.slice(0, 10)}, Node ${made.node}, ${made.machine}; ${seconds} s in all`);

// A part is for looking at something; results are whole.
if (options.only === undefined) {
  const raw = tables.map(({ title, series }) => ({
    title,
    series: series.map(({ label, values }) => ({ label, values })),
  }));
  const short = (_: string, value: unknown) => (typeof value === "number" ? Math.round(1000 * value) / 1000 : value);
  const folder = join(root, "bench/results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "services.json"), `${JSON.stringify({ ...made, seconds, raw }, short)}\n`);
}
