// `npm run test:faults`: installs what the suite needs, bundles it and the programs it starts into dist-bench/faults/, and runs it.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { buildBundles } from "./build.mjs";
import { ensureInstalled, root, run } from "./install.mjs";
import { ensurePrepared } from "./prepare.mjs";

ensureInstalled();
ensurePrepared();

const out = join(root, "dist-bench/faults");
const suite = join(out, "test/faults");
// As they are shipped, and away from dist/, which others may build anew meanwhile. The suite looks for them two folders above itself.
await buildBundles({ outdir: join(out, "dist") });
await build({
  entryPoints: [join(root, "test/faults/main.ts")],
  outdir: suite,
  bundle: true,
  external: ["jsroot/*"],
  platform: "node",
  format: "esm",
  target: "node20.19",
  sourcemap: "linked",
  logLevel: "warning",
  // The NATS client is CommonJS and asks for Node's own modules by `require`, which an ES module must make for itself.
  banner: {
    js: 'import { createRequire as hzzCreateRequire } from "node:module";\nconst require = hzzCreateRequire(import.meta.url);',
  },
});
copyFileSync(join(root, "test/faults/preload.mjs"), join(suite, "preload.mjs"));
const { status } = spawnSync(
  process.execPath,
  ["--enable-source-maps", join(suite, "main.js"), ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: "inherit",
  },
);
// What was written by --write-docs is to be formatted as the rest.
if (process.argv.includes("--write-docs")) run(join(root, "node_modules/.bin/prettier"), ["--write", "docs/faults.md"]);
process.exitCode = status ?? 1;
