import { serveBridge } from "../src/bridge/serve-bridge.ts";
import { runService } from "../src/cli/run-service.ts";

process.exitCode = await runService("bridge", serveBridge);
