// Records the logs of a release: `node test/history/record.mjs 0.1.0 [--dist DIR]`. See README.md beside this file.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";

const here = import.meta.dirname;
// Below the project, so that packages are found.
const outfile = join(here, "../../node_modules/.cache/record-history.mjs");
await build({
  entryPoints: [join(here, "record.ts")],
  outfile,
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  logLevel: "warning",
});
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, HISTORY_FOLDER: here },
});
rmSync(outfile);
process.exitCode = status ?? 1;
