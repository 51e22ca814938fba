// `npm run package`: npm runs this before it packs. It installs if needed and builds into an empty dist/, so that the package holds today's program and nothing older.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, root } from "./install.mjs";

ensureInstalled();
const { buildBundles } = await import("./build.mjs");
rmSync(join(root, "dist"), { recursive: true, force: true });
await buildBundles();
