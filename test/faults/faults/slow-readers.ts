import { get, type IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "../fault.ts";
import type { Stage } from "../stage.ts";
import { until } from "../until.ts";

const watchers = 20;
const recordMs = 25;

/** Streams of events that nobody reads while the analysis runs, and a follower of the log that takes its time for each record. */
export const slowReaders: Fault = {
  name: "slow-readers",
  title: "slow readers: event streams that are not read, a slow follower of the log",
  async happen(stage) {
    await stage.startServices();
    const posted = await stage.post(stage.workload.fineSpec);
    const streams = await Promise.all(
      Array.from({ length: watchers }, () => openStream(stage, `${stage.plotter.url}/analyses/${posted.id}/events`)),
    );
    const slow = followSlowly(stage, posted.id);
    await posted.watch.afterDeltas(posted.expected.partitions);
    stage.faultIsOver();
    // They missed states, and are told the last one.
    await Promise.all(streams.map(readsTheEnd));
    const { length } = posted.watch.records;
    await until("the slow follower has read the log", 60_000, () => slow.count() >= length);
  },
};

/** A response whose body waits to be read. */
function openStream(stage: Stage, url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers: { accept: "text/event-stream" }, agent: false }, resolve);
    request.once("error", reject);
    stage.onEnd(() => request.destroy());
  });
}

async function readsTheEnd(stream: IncomingMessage): Promise<void> {
  let end = "";
  let isOver = false;
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    end = (end + text).slice(-4_000_000);
  });
  stream.once("end", () => (isOver = true));
  await until("a stream that was not read ends", 30_000, () => isOver);
  const last = end.lastIndexOf("data:");
  if (!/"status":"complete"/.test(end.slice(last))) throw new Error("The last state of a stream is not the end");
}

function followSlowly(stage: Stage, analysis: string): { readonly count: () => number } {
  const stop = new AbortController();
  let count = 0;
  const following = (async () => {
    for await (const { sequence } of stage.observer.log.follow(analysis, { signal: stop.signal })) {
      count += sequence >= 0 ? 1 : 0;
      await pause(recordMs);
    }
  })();
  stage.onEnd(async () => {
    stop.abort();
    await following;
  });
  return { count: () => count };
}
