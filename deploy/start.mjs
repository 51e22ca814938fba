// `npm start`: installs and builds if needed, then serves the page and runs the four-lepton analysis on the toy. What follows `--` goes to `hzz up`.
import { spawn } from "node:child_process";
import { ensureInstalled, root } from "./install.mjs";

ensureInstalled();
const { buildBundles } = await import("./build.mjs");
await buildBundles();

const given = process.argv.slice(2);
const start = given.some((arg) => /^--start(=|$)/.test(arg)) ? [] : ["--start", "hzz-toy"];
const hzz = spawn(process.execPath, [`${root}dist/hzz.js`, "up", ...start, ...given], { cwd: root, stdio: "inherit" });

// It ends in its own order, and this process after it. Ctrl-C in a terminal has reached both already.
process.on("SIGINT", () => {
  if (!process.stdin.isTTY) hzz.kill("SIGINT");
});
process.on("SIGTERM", () => hzz.kill("SIGTERM"));
hzz.on("exit", (code, signal) => {
  process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
});
