import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * One folder for the toys of a whole run of the tests, so that each file is made once, and never in the cache of whoever runs them.
 * Test files and the processes that they start inherit it as HZZ_CACHE (see `child-environment.ts`).
 */
export default async function setup(): Promise<() => Promise<void>> {
  const before = process.env["HZZ_CACHE"];
  const folder = await mkdtemp(join(tmpdir(), "hzz-test-toys-"));
  process.env["HZZ_CACHE"] = folder;
  return async () => {
    if (before === undefined) delete process.env["HZZ_CACHE"];
    else process.env["HZZ_CACHE"] = before;
    await rm(folder, { recursive: true });
  };
}
