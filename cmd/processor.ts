import { runService } from "../src/cli/run-service.ts";
import { serveProcessor } from "../src/processor/serve-processor.ts";

const workerUrl = new URL("./worker.js", import.meta.url);

process.exitCode = await runService("processor", (context) => serveProcessor({ ...context, workerUrl }));
