import { benchOptions } from "./options.ts";
import { runTables } from "./run-tables.ts";
import { loadingTable } from "./tables/loading.ts";

const { rounds, minutes, beside } = benchOptions({ rounds: 3 });
await using table = await loadingTable(rounds, beside);
await runTables([table], { minutes, results: beside === undefined ? "loading" : undefined });
