import { fileURLToPath } from "node:url";
import { main } from "../src/cli/main.ts";
import { outliveReader } from "../src/serve/closed-pipe.ts";
import { stopSignals } from "../src/serve/stop-signals.ts";

// The first Ctrl-C ends what is under way in good order and shows what is there; an impatient second one ends the program.
const { stop, abort } = stopSignals();
abort.addEventListener("abort", () => process.exit(130));

// Nobody reads the result any more, as behind "| head": the same as Ctrl-C. Without a reader, news of progress go nowhere.
const unread = new AbortController();
outliveReader(process.stdout, () => {
  unread.abort();
});
outliveReader(process.stderr);

process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  workerUrl: new URL("./worker.js", import.meta.url),
  fitWorkerUrl: new URL("./fit-worker.js", import.meta.url),
  toyWorkerUrl: new URL("./toy-worker.js", import.meta.url),
  assetsFolder: fileURLToPath(new URL("./page", import.meta.url)),
  siteFolder: fileURLToPath(new URL("./page/local", import.meta.url)),
  signal: AbortSignal.any([stop, unread.signal]),
});
