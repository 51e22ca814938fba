import { BrokerIncompleteError } from "./errors.ts";
import type { Broker } from "./port.ts";

/** Why a broker cannot be used now, as a sentence for those who probe; undefined: it can. */
export async function whyAway(broker: Pick<Broker, "checkReachable">): Promise<string | undefined> {
  try {
    await broker.checkReachable();
    return undefined;
  } catch (error) {
    // Whatever it was: the one who probes is told, each time.
    if (!(error instanceof BrokerIncompleteError)) return "The broker does not answer.";
    return `Something is missing at the broker: ${error.what.join(", ")}.`;
  }
}
