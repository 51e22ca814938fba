import { benchOptions } from "./options.ts";
import { runTables } from "./run-tables.ts";
import { acceptTable } from "./tables/accept.ts";

const { rounds, minutes } = benchOptions({ rounds: 3 });
await runTables([acceptTable(rounds)], { minutes, results: "accept" });
