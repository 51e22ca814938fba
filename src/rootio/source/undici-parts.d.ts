/**
 * The parts of undici that are used. Imported one by one, since the package's main module brings twice as much into the bundle;
 * the version is pinned, so that the paths stay.
 */
declare module "undici/lib/dispatcher/agent.js" {
  import { Agent } from "undici";
  export default Agent;
}

declare module "undici/lib/core/connect.js" {
  import { buildConnector } from "undici";
  export default buildConnector;
}

declare module "undici/lib/web/fetch/index.js" {
  import type { Dispatcher } from "undici";
  type Init = Omit<RequestInit, "dispatcher"> & { readonly dispatcher: Dispatcher };
  const fetchModule: { readonly fetch: (input: Parameters<typeof fetch>[0], init: Init) => Promise<Response> };
  export default fetchModule;
}
