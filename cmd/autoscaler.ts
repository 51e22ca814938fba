import { serveAutoscaler } from "../src/autoscaler/serve-autoscaler.ts";
import { runService } from "../src/cli/run-service.ts";

process.exitCode = await runService("autoscaler", serveAutoscaler);
