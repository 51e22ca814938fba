import { afterEach, describe, expect, it } from "vitest";
import type { Delivery } from "../src/messaging/port.ts";
import { GAP_MS, openWhenReady, patiently, replication } from "./support/cluster-state.ts";
import {
  numbersOfDocument,
  numbersOfView,
  postAnalysis,
  tryGetAnalysis,
  waitForState,
} from "./support/http-plotter.ts";
import { startNatsCluster, type TestNatsCluster } from "./support/nats-cluster.ts";
import type { User } from "./support/nats-deployed.ts";
import { filesAtHand } from "./support/release-or-toy.ts";
import { runInProcess } from "./support/run-in-process.ts";
import { crowded, lanes, startServiceCluster } from "./support/service-cluster.ts";

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function ownCluster(): Promise<TestNatsCluster> {
  const cluster = await startNatsCluster();
  cleanUp.push(() => cluster.remove());
  return cluster;
}

async function leaderOf(cluster: TestNatsCluster, stream: string) {
  const leader = (await replication(cluster, [])).find(({ name }) => name === stream)?.leader;
  const server = cluster.servers.get(leader ?? "");
  if (server === undefined) throw new Error(`${stream} has no leader`);
  return server;
}

describe("three servers that keep three copies", { timeout: 400_000 }, () => {
  it("give the same bits, and lose nothing, when leaders are killed and come back", async () => {
    const spec = crowded(20);
    const cluster = await ownCluster();
    const broker = (service: string) => `${cluster.urlFor(service as User)}&ackWaitMs=5000`;
    const services = await startServiceCluster(broker, filesAtHand.placeSettings, (step) => cleanUp.push(step));
    const { url } = services.plotter;
    const { id } = (await postAnalysis(url, spec)).summary;
    const partsAfter = async (more: number) => {
      const before = (await tryGetAnalysis(url, id))?.progress.partitionsDone ?? 0;
      const begun = performance.now();
      await waitForState(url, id, (now) => now.progress.partitionsDone >= before + more, GAP_MS);
      return performance.now() - begun;
    };
    await partsAfter(10);
    for (const { copies, followers } of await replication(cluster, lanes)) expect([copies, followers]).toEqual([3, 2]);

    const first = await leaderOf(cluster, "HZZ_RESULTS");
    await first.kill();
    expect((await tryGetAnalysis(url, id))?.status).toBe("running");
    await first.start();

    const second = await leaderOf(cluster, "HZZ_WORK");
    await second.kill();
    expect((await tryGetAnalysis(url, id))?.status).toBe("running");
    await second.start();

    const document = await waitForState(url, id, (now) => now.status !== "running", 240_000);
    expect(document.missing.parts).toEqual([]);
    expect(document.status).toBe("complete");
    const { view } = await runInProcess(spec, filesAtHand);
    expect(numbersOfDocument(document)).toEqual(numbersOfView(view));
    await using operator = await openWhenReady(cluster.urlFor("operator"));
    const depths = async () => Promise.all(lanes.map((lane) => operator.work.state(lane)));
    await expect.poll(depths).toMatchObject(lanes.map(() => ({ waiting: 0, inFlight: 0 })));
    expect(await operator.deadLetters.count()).toBe(0);
  });

  it("deliver what is published, and show the log, after each of them was killed in turn", async () => {
    const cluster = await ownCluster();
    await using plotter = await openWhenReady(cluster.urlFor("plotter"));
    await using processor = await openWhenReady(cluster.urlFor("zz"));
    const stop = new AbortController();
    const [seen, delivered] = [new Set<string>(), new Set<string>()];
    const following = (async () => {
      for await (const { body } of plotter.log.follow(undefined, { signal: stop.signal })) seen.add(decode(body));
    })();
    const handle = ({ body }: Delivery) => {
      delivered.add(decode(body));
      return Promise.resolve({ kind: "done" } as const);
    };
    // Both idle when the server that serves them goes.
    const consuming = processor.work.consume(handle, {
      lanes: ["zz"],
      concurrency: 2,
      maxDeliveries: 9,
      signal: stop.signal,
    });
    // When the test fails, they are broken off: that is no failure of its own.
    void Promise.allSettled([following, consuming]);
    const send = async (text: string) => {
      const item = { analysis: "a", run: 1, body: new TextEncoder().encode(text), dedupKey: text };
      await patiently(() => plotter.work.publish({ ...item, lane: "zz" }));
      await patiently(() => processor.log.append({ ...item, origin: { lane: "zz" } }));
      await expect.poll(() => [delivered.has(text), seen.has(text)], { timeout: GAP_MS }).toEqual([true, true]);
    };
    await send("before");
    for (const [name, server] of cluster.servers) {
      await server.kill();
      await send(`without ${name}`);
      await server.start();
      await send(`with ${name}`);
      const behind = async () => (await replication(cluster, ["zz"])).filter(({ isCurrent }) => !isCurrent);
      await expect.poll(behind, { timeout: 2 * GAP_MS, interval: 500 }).toEqual([]);
    }
    stop.abort();
    await Promise.all([following, consuming]);
    expect(seen.size).toBe(7);
    expect(delivered.size).toBe(7);
    expect(await plotter.deadLetters.count()).toBe(0);
  });

  it("are not given more copies of a stream that is there, which is said", async () => {
    const cluster = await ownCluster();
    await using first = await openWhenReady(cluster.urlFor("plotter").replace("replicas=3", "replicas=1"));
    expect(first.remarks).toEqual([]);
    await using second = await openWhenReady(cluster.urlFor("plotter"));
    expect(second.remarks).toHaveLength(4);
    expect(second.remarks[0]).toMatch(/HZZ_WORK has 1 of the 3 replicas.*nats stream update HZZ_WORK --replicas 3/);
    for (const { copies } of await replication(cluster, [])) expect(copies).toBe(1);
  });
});

const decode = (body: Uint8Array): string => new TextDecoder().decode(body);
