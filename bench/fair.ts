import { benchOptions } from "./options.ts";
import { runTables } from "./run-tables.ts";
import { fairTable } from "./tables/fair.ts";

const { rounds, minutes } = benchOptions({ rounds: 1 });
await runTables([fairTable(rounds)], { minutes, results: "fair" });
