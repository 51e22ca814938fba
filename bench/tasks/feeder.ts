import { openBroker } from "../../src/messaging/open-broker.ts";
import { serveHelper } from "../helper.ts";
import { madeDeltas } from "../made-deltas.ts";
import { appendHead, appendMade } from "../made-work.ts";
import { now } from "../marks.ts";

// Fills the log of a NATS server, in a process of its own.
const [url = "", deltas = "1"] = process.argv.slice(2);
const broker = await openBroker(url);
const made = madeDeltas(Number(deltas));
await appendHead(broker, made);

serveHelper({
  /** @returns when the last delta was stored */
  feed: async () => {
    await appendMade(broker, made);
    return now();
  },
});
