// Bundles bench/ into dist-bench/ and runs the table; jsroot stays outside of the bundle, as a user would install it.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const outdir = `${root}dist-bench`;
const tasks = readdirSync(`${root}bench/tasks`).map((name) => `${root}bench/tasks/${name}`);
await build({
  entryPoints: [`${root}bench/reader.ts`, ...tasks, `${root}cmd/worker.ts`],
  outdir,
  outbase: root,
  bundle: true,
  external: ["jsroot/*"],
  platform: "node",
  format: "esm",
  target: "node20.19",
  logLevel: "warning",
});
const { status } = spawnSync(process.execPath, [`${outdir}/bench/reader.js`, ...process.argv.slice(2)], {
  stdio: "inherit",
  cwd: root,
});
process.exitCode = status ?? 1;
