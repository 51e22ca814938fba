import { benchOptions } from "./options.ts";
import { runTables } from "./run-tables.ts";
import { writerTable } from "./tables/writer.ts";

const { rounds, minutes } = benchOptions({ rounds: 3 });
await runTables([writerTable(rounds)], { minutes, results: "writer" });
