import type { AccessRules } from "../rootio/source/access-rules.ts";
import { enforceRules } from "../rootio/source/enforce-rules.ts";
import type { HttpSettings } from "../rootio/source/http-options.ts";
import type { OpenTreesOptions } from "./open-trees.ts";

/** What a worker thread is told when it starts: where files are looked for, what may be read, and how patiently. Plain data. */
export interface WorkerSettings {
  /** Directories looked at before any URL. */
  readonly mirrors: readonly string[];
  readonly http: Partial<HttpSettings>;
  /** What work items may make the thread read, for items that others have asked for. Without it, they may name any file or URL. */
  readonly access?: AccessRules | undefined;
}

/** How a thread with these settings opens files. */
export function openingOptions({ mirrors, http, access }: WorkerSettings): OpenTreesOptions {
  return { mirrors, source: access === undefined ? http : { ...http, ...enforceRules(access, mirrors) } };
}
