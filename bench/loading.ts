import { benchOptions } from "./options.ts";
import { runTables } from "./run-tables.ts";
import { livePageTable } from "./tables/live-page.ts";
import { loadingTable } from "./tables/loading.ts";

const { rounds, minutes, beside, only } = benchOptions({ rounds: 3 });
await using opened = await loadingTable(rounds, beside);
await using live = await livePageTable(rounds, beside);
const all = { opened, live };
const tables = Object.entries(all).flatMap(([name, table]) => ((only ?? name) === name ? [table] : []));
if (tables.length === 0) throw new Error(`--only takes one of ${Object.keys(all).join(", ")}`);
// A part is for looking at something; results are whole, and of this build alone.
await runTables(tables, { minutes, results: only === undefined && beside === undefined ? "loading" : undefined });
