import { benchOptions } from "./options.ts";
import { runTables } from "./run-tables.ts";
import { fitsTable } from "./tables/fits.ts";

const { rounds, minutes } = benchOptions({ rounds: 3 });
await runTables([fitsTable(rounds)], { minutes, results: "fits" });
