import type { Environment } from "../config/config.ts";
import { isSharedBroker } from "../messaging/open-broker.ts";

/**
 * Whether the broker is in this process, so that nobody else shares it. A person waits for what runs there: requests are tried again
 * where they fail, but not the whole item minutes later. On a shared broker an item may come from somebody who crashed, and
 * then has been tried before.
 *
 * @param flag the broker that the command line names; it wins over the environment.
 */
export function isOwnBroker(flag: string | undefined, env: Environment): boolean {
  const url = flag ?? (env["HZZ_BROKER"] || "memory:");
  return !isSharedBroker(url) && (env["HZZ_BROKER_FILE"] ?? "") === "";
}

/** The environment in which what runs on its own broker tries each item once, unless the user says otherwise. */
export function withOwnTries(flag: string | undefined, env: Environment): Environment {
  return isOwnBroker(flag, env) ? { HZZ_MAX_DELIVERIES: "1", ...env } : env;
}
