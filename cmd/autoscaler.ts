import { serveAutoscaler } from "../src/serve/serve-autoscaler.ts";
import { runService } from "../src/serve/run-service.ts";

process.exitCode = await runService("autoscaler", serveAutoscaler);
