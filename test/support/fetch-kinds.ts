import { enforceRules } from "../../src/rootio/source/enforce-rules.ts";
import type { HttpSourceOptions } from "../../src/rootio/source/http-options.ts";
import { openHttpSource } from "../../src/rootio/source/http-source.ts";

/** Opens as `openHttpSource` does, with one of the two implementations of `fetch`. */
export type OpenHttp = typeof openHttpSource;

async function openUnderRules(url: string, options: HttpSourceOptions = {}): ReturnType<OpenHttp> {
  const privateOrigins = ["http://127.0.0.1:*", "http://no-such-host.invalid", "http://h"];
  const { checkUrl, fetch } = enforceRules({ origins: [], privateOrigins, linksOut: false }, []);
  return openHttpSource(url, { checkUrl, fetch, ...options });
}

/** For `describe.each`: a server must be read in the same way by whichever fetch. */
export const fetchKinds: [string, OpenHttp][] = [
  ["the runtime's fetch", openHttpSource],
  ["the fetch under rules", openUnderRules],
];
