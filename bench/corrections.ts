import { benchOptions } from "./options.ts";
import { runTables } from "./run-tables.ts";
import { correctionsTable } from "./tables/corrections.ts";

const { rounds, minutes } = benchOptions({ rounds: 3 });
await runTables([correctionsTable(rounds)], { minutes, results: "corrections" });
