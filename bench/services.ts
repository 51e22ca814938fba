import { join } from "node:path";
import { benchData, requireFiles } from "./bench-data.ts";
import { livePlaces } from "./live-analyses.ts";
import { benchOptions } from "./options.ts";
import { runTables } from "./run-tables.ts";
import { firstDeltaTable } from "./tables/first-delta.ts";
import { plotterTable } from "./tables/plotter.ts";
import { throughputTable } from "./tables/throughput.ts";

const options = benchOptions({ rounds: 3 });
const { rounds, minutes, only } = options;
const data = await benchData(options);
requireFiles([data.large.path, data.release.folder]);
const programs = join(import.meta.dirname, "../dist");

const all = {
  "first-delta": firstDeltaTable(livePlaces(data), programs, rounds),
  throughput: throughputTable(rounds),
  plotter: plotterTable(rounds),
};
const tables = Object.entries(all).flatMap(([name, table]) => ((only ?? name) === name ? [table] : []));
if (tables.length === 0) throw new Error(`--only takes one of ${Object.keys(all).join(", ")}`);
await runTables(tables, {
  minutes,
  description: data.description,
  // A part is for looking at something; results are whole.
  results: only !== undefined ? undefined : data.kind === "real" ? "services" : "services-toy",
});
