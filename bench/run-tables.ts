import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runInTurns, type Table } from "./series.ts";
import { machine } from "./statistics.ts";

export interface TablesRun {
  /** Further rounds begin none after so many minutes. */
  readonly minutes: number;
  /** Line that says what was measured with, if there is a choice. */
  readonly description?: string;
  /** Name of the file of results, if there is to be one. */
  readonly results: string | undefined;
}

/** Makes the measurements of all tables in turns, prints the tables, and keeps the raw numbers with machine and date. */
export async function runTables(tables: readonly Table[], { minutes, description, results }: TablesRun): Promise<void> {
  const begun = performance.now();
  await runInTurns(
    tables.flatMap((table) => table.series),
    60_000 * minutes,
  );
  const seconds = Math.round((performance.now() - begun) / 1000);
  const rounds = Math.max(...tables.flatMap(({ series }) => series.map(({ values }) => values.length)));
  console.log(`\nMedians (ranges) of up to ${rounds} rounds in turns\n`);
  if (description !== undefined) console.log(`${description}\n`);
  for (const { title, show } of tables) console.log(`### ${title}\n\n${show()}\n`);
  const facts = runFacts();
  console.log(`${facts.date.slice(0, 10)}, Node ${facts.node}, ${facts.machine}; ${seconds} s in all`);
  if (results === undefined) return;
  const raw = tables.map(({ title, series }) => ({
    title,
    series: series.map(({ label, values }) => ({ label, values })),
  }));
  const short = (_: string, value: unknown) => (typeof value === "number" ? Math.round(1000 * value) / 1000 : value);
  saveResults(results, JSON.stringify({ ...facts, description, seconds, raw }, short));
}

/** When, and on what. */
export function runFacts(): { readonly date: string; readonly node: string; readonly machine: string } {
  return { date: new Date().toISOString(), node: process.version, machine: machine() };
}

/** Called from a bundle in dist-bench/bench. */
export function saveResults(name: string, json: string): void {
  const folder = join(import.meta.dirname, "../../bench/results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${json}\n`);
}
