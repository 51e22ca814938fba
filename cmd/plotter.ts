import { fileURLToPath } from "node:url";
import { runService } from "../src/serve/run-service.ts";
import { runPlotter } from "../src/serve/run-plotter.ts";

const assetsFolder = fileURLToPath(new URL("./page", import.meta.url));

process.exitCode = await runService("plotter", (context) => runPlotter({ ...context, assetsFolder }));
