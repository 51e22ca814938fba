// Bundles every file of cmd/ into dist/: one self-contained file each, no node_modules needed to run it.
import { build } from "esbuild";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @returns {Promise<void>} when dist/ holds a bundle for each file of cmd/ */
export async function buildBundles() {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  const entryPoints = readdirSync(join(root, "cmd"))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(root, "cmd", name));
  await build({
    entryPoints,
    outdir: join(root, "dist"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    sourcemap: "linked",
    logLevel: "warning",
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildBundles();
