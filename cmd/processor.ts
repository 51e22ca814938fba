import { runService } from "../src/serve/run-service.ts";
import { serveProcessor } from "../src/serve/serve-processor.ts";

const workerUrl = new URL("./worker.js", import.meta.url);

process.exitCode = await runService("processor", (context) => serveProcessor({ ...context, workerUrl }));
