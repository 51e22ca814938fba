import { serveBridge } from "../src/serve/serve-bridge.ts";
import { runService } from "../src/serve/run-service.ts";

process.exitCode = await runService("bridge", serveBridge);
