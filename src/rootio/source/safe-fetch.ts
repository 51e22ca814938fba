import dns from "node:dns";
import type { buildConnector } from "undici";
import { LocationRefusedError } from "../errors.ts";
import { type AccessRules, checkAddress, checkUrl, isPrivateOrigin } from "./access-rules.ts";
import { checkedLookup, type Lookup } from "./checked-lookup.ts";

/**
 * A `fetch` that connects only to where the rules allow. It takes no credentials along and keeps no cookies.
 *
 * Each new connection is checked: its origin, and every address that its name leads to. The name is looked up once, and the
 * connection goes to the very addresses that were checked, so that a second answer of the name server cannot lead elsewhere.
 * What is refused rejects as any failed fetch does, with a LocationRefusedError as (inner) cause.
 *
 * Redirects are followed as the caller asks; their connections are checked as well, but only the caller's own check sees
 * schemes, logins and URLs on a connection that is already open (`HttpSourceOptions.checkUrl`).
 * @param lookup stands in for `dns.lookup`.
 */
export function createSafeFetch(rules: AccessRules, lookup: Lookup = dns.lookup): typeof fetch {
  let opened: ReturnType<typeof open> | undefined;
  return async (input, init) => {
    const { fetchModule, dispatcher } = await (opened ??= open(rules, lookup));
    return fetchModule.fetch(input, { ...init, credentials: "omit", referrerPolicy: "no-referrer", dispatcher });
  };
}

async function open(rules: AccessRules, lookup: Lookup) {
  const { Agent, buildConnector, fetchModule } = await loadUndici();
  return { fetchModule, dispatcher: new Agent({ connect: guardedConnector(rules, lookup, buildConnector) }) };
}

/** Loaded with the first fetch: it takes some 50 ms of each thread, and local files need none of it. */
async function loadUndici() {
  // The first undici that is loaded puts its dispatcher behind the global `fetch`; so the runtime shall load its own before.
  Reflect.get(globalThis, "Response");
  const [agent, connect, fetchModule] = await Promise.all([
    import("undici/lib/dispatcher/agent.js"),
    import("undici/lib/core/connect.js"),
    import("undici/lib/web/fetch/index.js"),
  ]);
  return { Agent: agent.default, buildConnector: connect.default, fetchModule: fetchModule.default };
}

function guardedConnector(rules: AccessRules, lookup: Lookup, build: typeof buildConnector): buildConnector.connector {
  const toPublic = build({ allowH2: false, lookup: checkedLookup(lookup, checkAddress) });
  const toAnywhere = build({ allowH2: false, lookup: checkedLookup(lookup, () => undefined) });
  return (options, callback) => {
    const url = new URL(`${options.protocol}//${options.host ?? options.hostname}`);
    // Addresses in the URL itself are checked here: for them no name is looked up.
    const reason = checkUrl(url, rules);
    if (reason === undefined) (isPrivateOrigin(url, rules) ? toAnywhere : toPublic)(options, callback);
    else
      queueMicrotask(() => {
        callback(new LocationRefusedError(`This may not be connected to: ${reason}`), null);
      });
  };
}
