import { runtimeProgram } from "../test/support/runtimes.ts";
import { benchData } from "./bench-data.ts";
import { benchOptions } from "./options.ts";
import { runTables } from "./run-tables.ts";
import { runtimesTable } from "./tables/runtimes.ts";

const options = benchOptions({ rounds: 3 });
// They are installed when they are first needed, and not while something is measured.
await runtimeProgram("workerd");
const { kind, description, large } = await benchData(options);
await runTables([runtimesTable(options.rounds, large, kind === "toy" ? "hzz-toy" : "hzz-2020")], {
  minutes: options.minutes,
  description,
  results: kind === "toy" ? "runtimes-toy" : "runtimes",
});
