import { readFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { delimiter } from "node:path";
import { type Environment, type Flags, parseConfig } from "../config/config.ts";
import type { Config } from "../config/settings.ts";
import { cacheFolderOf } from "./cache-folder.ts";

/** The settings of this process on this machine. @throws {ConfigError} naming all that is wrong. */
export function loadConfig(env: Environment, flags: Flags): Config {
  return parseConfig(env, flags, {
    cores: availableParallelism(),
    memoryBytes: memoryLimit(),
    pathDelimiter: delimiter,
    // Asked for only if HZZ_CACHE is not set.
    get cacheFolder() {
      return cacheFolderOf(env);
    },
    readText: (path) => readFileSync(path, "utf8"),
  });
}

/** Without a limit, 0 or a number beyond all memory is told. */
function memoryLimit(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
