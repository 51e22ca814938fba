import type { AccessRules } from "../../rootio/source/access-rules.ts";
import { enforceRules } from "../../rootio/source/enforce-rules.ts";
import type { HttpSettings } from "../../rootio/source/http-options.ts";
import type { UnpackLimits } from "../../rootio/unpack-limits.ts";
import type { Config } from "../../config/settings.ts";
import { createToyCache, type ToyCacheSettings } from "../../toy/toy-cache.ts";
import { createToysInMemory, type ToysInMemorySettings } from "../../toy/toys-in-memory.ts";
import type { FirstEntries } from "../fill-first-entries.ts";
import type { OpenTreesOptions } from "../open-trees.ts";

/** What a worker thread is told when it starts: where files are looked for, what may be read, and how patiently. Plain data. */
export interface WorkerSettings {
  /** Directories looked at before any URL. */
  readonly mirrors: readonly string[];
  readonly http: Partial<HttpSettings>;
  readonly reading?: UnpackLimits;
  /** What work items may make the thread read, for items that others have asked for. Without it, they may name any file or URL. */
  readonly access?: AccessRules | undefined;
  /** Where and how large toys are made that work items ask for, in memory if there is no folder. Without it, none is. */
  readonly toys?: ToyCacheSettings | ToysInMemorySettings | undefined;
  /** Items only ask for the first entries of their files, at most so many. Without it, for the whole work. */
  readonly only?: FirstEntries;
}

/**
 * What the settings of a process say to its threads.
 *
 * @param access what work items may make them read; undefined: everything.
 */
export function workerSettingsOf(config: Config, access: AccessRules | undefined): WorkerSettings {
  const { mirrors, http, reading, cacheFolder: folder, toyMaxScale: maxScale, toyMaxBytes: maxBytes } = config;
  return { mirrors, http, reading, access, toys: { folder, maxScale, maxBytes } };
}

/** How a thread with these settings opens files. */
export function openingOptions({ mirrors, http, reading, access, toys }: WorkerSettings): OpenTreesOptions {
  const rules = access === undefined ? {} : enforceRules(access, mirrors);
  const making = toys === undefined ? {} : { make: "folder" in toys ? createToyCache(toys) : createToysInMemory(toys) };
  const limits = reading === undefined ? {} : { limits: reading };
  return { mirrors, source: { ...http, ...rules, ...making }, ...limits };
}
