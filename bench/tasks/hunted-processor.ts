import { openBroker } from "../../src/messaging/open-broker.ts";
import { serveHelper } from "../helper.ts";
import { consumeHunted } from "../hunted-work.ts";

// A processor of invented files, in a process of its own.
const [url = ""] = process.argv.slice(2);
const broker = await openBroker(url);
const stop = new AbortController();
let consuming: Promise<void> | undefined;

serveHelper({
  start: () => {
    consuming = consumeHunted(broker, stop.signal);
  },
  stop: async () => {
    stop.abort();
    await consuming;
  },
});
