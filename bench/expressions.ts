import { benchOptions } from "./options.ts";
import { runTables } from "./run-tables.ts";
import { expressionsTable } from "./tables/expressions.ts";

const { rounds, minutes } = benchOptions({ rounds: 3 });
await runTables([expressionsTable(rounds)], { minutes, results: "expressions" });
