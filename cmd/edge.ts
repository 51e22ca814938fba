import { parseConfig } from "../src/config/config.ts";
import { allSettings } from "../src/config/settings.ts";
import { createLogger } from "../src/logging/logger.ts";
import { createEdgeFunction } from "../src/processor/edge-function.ts";
import { prebuiltKernels } from "../src/processor/prebuilt-kernels.ts";

// A processor for function platforms: one module that answers POST /work. Whatever runs it calls `fetch`.

type Bindings = Readonly<Record<string, unknown>>;
let answer: ((request: Request) => Promise<Response>) | undefined;

/** Made at the first request, since platforms give the settings with it, and let a module do little before. */
function start(bindings: Bindings): (request: Request) => Promise<Response> {
  const machine = { cores: 1, memoryBytes: 128 << 20, pathDelimiter: ":", cacheFolder: "", readText: noFiles };
  const config = parseConfig(environmentOf(bindings), {}, machine);
  const logger = createLogger({
    level: config.logLevel,
    format: config.logFormat,
    write: (line) => {
      console.log(line.trimEnd());
    },
  });
  return createEdgeFunction({ config, prebuilt: prebuiltKernels, logger });
}

/** Settings are bindings on some platforms, and variables of the process on others, of which each may have to be allowed by name. */
function environmentOf(bindings: Bindings): Record<string, string> {
  const variables = (globalThis as { process?: { env?: Bindings } }).process?.env ?? {};
  const names = new Set<string>([...Object.keys(bindings), ...allSettings.map(({ variable }) => variable)]);
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = bindings[name] ?? variables[name];
    if (typeof value === "string") found[name] = value;
  }
  return found;
}

function noFiles(): never {
  throw new Error("this platform has no files");
}

export default {
  fetch(request: Request, bindings?: unknown): Promise<Response> {
    answer ??= start(typeof bindings === "object" && bindings !== null ? (bindings as Bindings) : {});
    return answer(request);
  },
};
