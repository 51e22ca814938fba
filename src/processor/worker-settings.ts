import type { HttpSettings } from "../rootio/source/http-options.ts";

/** What a worker thread is told when it starts: where files are looked for, and how patiently. */
export interface WorkerSettings {
  /** Directories looked at before any URL. */
  readonly mirrors: readonly string[];
  readonly http: Partial<HttpSettings>;
}
