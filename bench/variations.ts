import { benchData } from "./bench-data.ts";
import { benchOptions } from "./options.ts";
import { runTables } from "./run-tables.ts";
import { variationsTable } from "./tables/variations.ts";

const options = benchOptions({ rounds: 3 });
const data = await benchData(options);
await runTables([variationsTable(options.rounds, data)], { minutes: options.minutes, results: "variations" });
