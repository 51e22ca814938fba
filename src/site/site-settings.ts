import { parseConfig } from "../config/config.ts";
import type { Config } from "../config/settings.ts";

/** The settings of a site: those that every program has by default, on the machine of whoever has opened it. */
export function siteSettings(): Config {
  const memoryGb = (navigator as { readonly deviceMemory?: number }).deviceMemory ?? 4;
  return parseConfig(
    {},
    {},
    {
      cores: navigator.hardwareConcurrency,
      memoryBytes: memoryGb * 1024 ** 3,
      pathDelimiter: ":",
      cacheFolder: "",
      readText: () => {
        throw new Error("a page has no files of settings");
      },
    },
  );
}
