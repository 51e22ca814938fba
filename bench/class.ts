import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchOptions } from "./options.ts";
import { runTables } from "./run-tables.ts";
import { classTable } from "./tables/class.ts";

const { rounds, minutes } = benchOptions({ rounds: 1 });
const cache = mkdtempSync(join(tmpdir(), "hzz-bench-"));
process.env["HZZ_CACHE"] = cache;
process.once("exit", () => {
  rmSync(cache, { recursive: true });
});
await runTables([classTable(rounds)], { minutes, results: "class" });
