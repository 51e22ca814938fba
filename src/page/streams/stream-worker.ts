import { openEventSource } from "./event-source.ts";
import { SharedStream, type TabMessage, type TabRequest } from "./shared-stream.ts";

/** Who comes within this time shares one opening. */
const gatherMs = 20;

/** A program of its own (a shared worker): it lives as long as a tab does that uses it, and holds the stream of them all. */
const stream = new SharedStream(
  // This script lies in `assets/` below the address of the server.
  (analyses, events) =>
    openEventSource(new URL(`../events?analyses=${analyses}&differences=true`, location.href), events),
  (act) => {
    setTimeout(act, gatherMs);
  },
);

addEventListener("connect", (event) => {
  const [port] = (event as MessageEvent).ports;
  if (port === undefined) return;
  port.addEventListener("message", ({ data }: MessageEvent<TabRequest>) => {
    if (data.kind === "watch") port.postMessage({ kind: "taken", id: data.id } satisfies TabMessage);
    stream.take(port, data);
  });
  port.start();
});
