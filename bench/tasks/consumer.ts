import { openBroker } from "../../src/messaging/open-broker.ts";
import { cpuMs } from "../memory-use.ts";
import { serveHelper } from "../helper.ts";
import { consumeMade } from "../made-work.ts";

// A processor that reads nothing, in a process of its own.
const [url = "", deltas = "1"] = process.argv.slice(2);
const broker = await openBroker(url);
const stop = new AbortController();
let consuming: Promise<void> | undefined;
let since: NodeJS.CpuUsage | undefined;

serveHelper({
  start: () => {
    since = process.cpuUsage();
    consuming = consumeMade(broker, Number(deltas), stop.signal);
  },
  stop: async () => {
    stop.abort();
    await consuming;
    return cpuMs(since!);
  },
});
