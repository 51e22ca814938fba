import { fileURLToPath } from "node:url";
import { runService } from "../src/serve/run-service.ts";
import { servePlotter } from "../src/serve/serve-plotter.ts";

const assetsFolder = fileURLToPath(new URL("./page", import.meta.url));
const workerUrl = new URL("./worker.js", import.meta.url);
const fitWorkerUrl = new URL("./fit-worker.js", import.meta.url);

process.exitCode = await runService("plotter", (context) =>
  servePlotter({ ...context, assetsFolder, workerUrl, fitWorkerUrl }),
);
