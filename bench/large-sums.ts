import { benchOptions } from "./options.ts";
import { runTables } from "./run-tables.ts";
import { largeSumsTable } from "./tables/large-sums.ts";

const { rounds, minutes } = benchOptions({ rounds: 3 });
await runTables([largeSumsTable(rounds)], { minutes, results: "large-sums" });
