import { type AccessRules, checkUrl } from "./access-rules.ts";
import type { Lookup } from "./checked-lookup.ts";
import type { SourceOptions } from "./open-source.ts";
import { createSafeFetch } from "./safe-fetch.ts";

/**
 * Options that keep `openFirst` and `openSource` to the rules: every URL and hop, every connection, and symbolic links in mirrors.
 *
 * Made once and used for every file, since connections are kept open for the next request.
 * @param mirrors directories that local files may be read from.
 * @param lookup stands in for `dns.lookup`.
 */
export function enforceRules(
  rules: AccessRules,
  mirrors: readonly string[],
  lookup?: Lookup,
): Required<Pick<SourceOptions, "checkUrl" | "fetch">> & Pick<SourceOptions, "within"> {
  return {
    checkUrl: (url) => checkUrl(url, rules),
    fetch: createSafeFetch(rules, lookup),
    ...(rules.linksOut ? {} : { within: mirrors }),
  };
}
