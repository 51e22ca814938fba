import { afterEach, describe, expect, it } from "vitest";
import type { Broker } from "../src/messaging/port.ts";
import { GAP_MS, openWhenReady, patiently, replication } from "./support/cluster-state.ts";
import { startNatsCluster, type TestNatsCluster } from "./support/nats-cluster.ts";

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

describe("a lane that was opened while one of three servers was away", { timeout: 400_000 }, () => {
  it("gets its third copy when that one is back", async () => {
    const stage = await openedWithout("nats-1");
    await stage.cluster.servers.get("nats-1")!.start();
    await expect.poll(() => behind(stage.cluster), { timeout: 2 * GAP_MS, interval: 500 }).toEqual([]);
    await stage.send("with all");
  });

  it("goes on when that one is back and another one is lost at once", async () => {
    const stage = await openedWithout("nats-2");
    await stage.cluster.servers.get("nats-2")!.start();
    const streams = async () => (await behind(stage.cluster)).filter((group) => group !== "zz");
    await expect.poll(streams, { timeout: 2 * GAP_MS, interval: 100 }).toEqual([]);
    const leader = (await replication(stage.cluster, ["zz"])).find((group) => group.name === "zz")!.leader!;
    await stage.cluster.servers.get(leader)!.kill();
    await stage.send("without another");
    await stage.cluster.servers.get(leader)!.start();
    await stage.send("with all");
  });
});

/** The streams and lanes of which not every server has its copy. */
async function behind(cluster: TestNatsCluster): Promise<string[]> {
  return (await replication(cluster, ["zz"])).filter(({ isCurrent }) => !isCurrent).map(({ name }) => name);
}

async function openedWithout(name: string) {
  const cluster = await startNatsCluster();
  cleanUp.push(() => cluster.remove());
  const plotter = await opened(cluster.urlFor("plotter"));
  await cluster.servers.get(name)!.kill();
  const processor = await opened(cluster.urlFor("zz"));
  const delivered = new Set<string>();
  const stop = new AbortController();
  const consuming = processor.work.consume(
    ({ body }) => {
      delivered.add(new TextDecoder().decode(body));
      return Promise.resolve({ kind: "done" });
    },
    { lanes: ["zz"], concurrency: 2, maxDeliveries: 9, signal: stop.signal },
  );
  const settled = Promise.allSettled([consuming]);
  cleanUp.push(() => {
    stop.abort();
    return settled;
  });
  const itemOf = (text: string) => ({ analysis: "a", run: 1, body: new TextEncoder().encode(text), dedupKey: text });
  const send = async (text: string) => {
    await patiently(() => plotter.work.publish({ ...itemOf(text), lane: "zz" }));
    await expect.poll(() => delivered.has(text), { timeout: 2 * GAP_MS }).toBe(true);
  };
  await send(`without ${name}`);
  // The end of a reader is the occasion at which servers shorten the record of what there is; who was away then gets a summary.
  await patiently(() => plotter.log.append({ ...itemOf("a record"), origin: { kind: "begun" } }));
  for await (const record of plotter.log.follow("a", { signal: stop.signal })) if (record.body.length > 0) break;
  return { cluster, send };
}

async function opened(url: string): Promise<Broker> {
  const broker = await openWhenReady(url);
  cleanUp.push(async () => broker[Symbol.asyncDispose]());
  return broker;
}
