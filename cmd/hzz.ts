import { fileURLToPath } from "node:url";
import { main } from "../src/cli/main.ts";
import { stopSignals } from "../src/serve/stop-signals.ts";

// The first Ctrl-C ends what is under way in good order and shows what is there; an impatient second one ends the program.
const { stop, abort } = stopSignals();
abort.addEventListener("abort", () => process.exit(130));

process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  workerUrl: new URL("./worker.js", import.meta.url),
  toyWorkerUrl: new URL("./toy-worker.js", import.meta.url),
  assetsFolder: fileURLToPath(new URL("./page", import.meta.url)),
  signal: stop,
});
