import { benchOptions } from "./options.ts";
import { runTables } from "./run-tables.ts";
import { generatorTable, toyFilesTable } from "./tables/toy.ts";

const { rounds, minutes, scale } = benchOptions({ rounds: 3 });
await runTables([generatorTable(rounds), toyFilesTable(rounds, scale)], {
  minutes,
  // Another scale is for looking at something.
  results: scale === 1 ? "toy" : undefined,
});
