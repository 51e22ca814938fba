import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchOptions } from "./options.ts";
import { runTables } from "./run-tables.ts";
import { unreadTable } from "./tables/unread.ts";

const { rounds, minutes, beside } = benchOptions({ rounds: 3 });
// The toy is made once, and not in the cache of whoever measures.
const cache = mkdtempSync(join(tmpdir(), "hzz-bench-"));
process.env["HZZ_CACHE"] = cache;
process.once("exit", () => {
  rmSync(cache, { recursive: true });
});
await runTables([unreadTable(rounds, beside)], { minutes, results: beside === undefined ? "unread" : undefined });
