// `npm start`: installs and builds if needed, then runs the four-lepton analysis. What follows `--` goes to `hzz run`.
import { ensureInstalled, root, run } from "./install.mjs";

ensureInstalled();
const { buildBundles } = await import("./build.mjs");
await buildBundles();
run(process.execPath, [`${root}dist/hzz.js`, "run", "hzz-2020", ...process.argv.slice(2)]);
