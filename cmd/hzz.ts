import { main } from "../src/cli/main.ts";

// The first Ctrl-C ends the analysis and shows what is there; an impatient second one ends the program.
const interrupted = new AbortController();
process.once("SIGINT", () => {
  interrupted.abort();
});

process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  workerUrl: new URL("./worker.js", import.meta.url),
  signal: interrupted.signal,
});
