import { afterEach, describe, expect, it } from "vitest";
import { prepareAnalysis } from "../src/analysis/prepared-analysis.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import { openBroker } from "../src/messaging/open-broker.ts";
import { fileItems } from "../src/ledger/missing-work.ts";
import { encodeWorkItem } from "../src/protocol/codec.ts";
import {
  numbersOfDocument,
  numbersOfView,
  postAnalysis,
  tryGetAnalysis,
  waitForState,
} from "./support/http-plotter.ts";
import { startNatsServer } from "./support/nats-server.ts";
import { startRabbitMqServer } from "./support/rabbitmq-server.ts";
import { filesAtHand } from "./support/release-or-toy.ts";
import { runInProcess } from "./support/run-in-process.ts";
import { showsAll } from "./support/shows-all.ts";
import { crowded, lanes, startServiceCluster } from "./support/service-cluster.ts";

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

/** A broker's server that can be killed. */
interface Server {
  readonly url: string;
  kill(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * With a short ack wait, so that what a killed process held comes back while the test looks. What RabbitMQ does is shown by its contract suite,
 * and a whole run over it by bridge.broker.test.ts.
 */
const brokers: readonly (readonly [string, () => Promise<Server>, string])[] = [
  ["NATS", startNatsServer, "?ackWaitMs=2000"],
  ...(showsAll ? ([["RabbitMQ", startRabbitMqServer, "?ackWaitMs=6000"]] as const) : []),
];

async function startCluster(startServer: () => Promise<Server>, query: string) {
  const server = await startServer();
  cleanUp.push(() => server.remove());
  const services = await startServiceCluster(`${server.url}${query}`, filesAtHand.placeSettings, (step) =>
    cleanUp.push(step),
  );
  return { server, ...services };
}

async function expectedNumbers(spec: AnalysisSpec): Promise<unknown> {
  const { view } = await runInProcess(spec, filesAtHand);
  expect(view.status).toBe("complete");
  return numbersOfView(view);
}

describe.each(brokers)("four processor processes over %s", { timeout: 180_000 }, (_, startServer, query) => {
  // The toy in any case: its files are made by whichever process needs them first, and read by all.
  const presets = new Set([filesAtHand.preset, "hzz-toy"]);
  it.each([...presets])(
    "give the same bits of %s as one process, leave nothing behind, and end in good order",
    async (preset) => {
      const spec = crowded(1, preset);
      const { server, plotter, processors } = await startCluster(startServer, query);
      const { status, summary } = await postAnalysis(plotter.url, spec);
      expect(status).toBe(202);
      const document = await waitForState(plotter.url, summary.id, (now) => now.status !== "running");
      expect(document.status).toBe("complete");
      expect(numbersOfDocument(document)).toEqual(await expectedNumbers(spec));
      await using broker = await openBroker(server.url);
      const depths = await Promise.all(lanes.map((lane) => broker.work.state(lane)));
      expect(depths).toMatchObject(lanes.map(() => ({ waiting: 0, inFlight: 0 })));
      expect(await broker.deadLetters.count()).toBe(0);
      expect(await Promise.all([plotter, ...processors].map((service) => service.stop()))).toEqual([0, 0, 0, 0, 0]);
    },
  );

  it(
    "lose nothing when processors, the server and the plotter are killed in the middle",
    { timeout: 300_000 },
    async () => {
      const spec = crowded(20);
      const { server, plotter, processors, startProcessor, startPlotter } = await startCluster(startServer, query);
      const { summary } = await postAnalysis(plotter.url, spec);
      const { id } = summary;
      const partsAfter = async (url: string, more: number) => {
        const before = (await tryGetAnalysis(url, id))?.progress.partitionsDone ?? 0;
        await waitForState(url, id, (now) => now.progress.partitionsDone >= before + more);
      };

      await partsAfter(plotter.url, 10);
      await processors[0]!.kill();
      await processors[1]!.kill();
      expect((await tryGetAnalysis(plotter.url, id))?.status).toBe("running");
      await Promise.all([startProcessor(lanes[0]), startProcessor(lanes[1])]);

      await partsAfter(plotter.url, 10);
      await server.kill();
      await server.start();

      await partsAfter(plotter.url, 10);
      await plotter.kill();
      const second = await startPlotter();
      expect((await tryGetAnalysis(second.url, id))?.status).toBe("running");

      await partsAfter(second.url, 10);
      await processors[2]!.kill();
      await startProcessor(lanes[2]);

      const document = await waitForState(second.url, id, (now) => now.status !== "running", 240_000);
      expect(document.missing.parts).toEqual([]);
      expect(document.status).toBe("complete");
      expect(numbersOfDocument(document)).toEqual(await expectedNumbers(spec));
    },
  );

  it("count once what is delivered twice, work and results alike", async () => {
    const spec = crowded(3);
    const { server, plotter } = await startCluster(startServer, query);
    await using broker = await openBroker(server.url);
    const { summary } = await postAnalysis(plotter.url, spec);
    const analysis = summary.id;
    // Every item of work once more, under a key that the broker does not know.
    let items = 0;
    for (const { lane, item } of fileItems(await prepareAnalysis(spec), summary.run)) {
      await broker.work.publish({
        lane,
        analysis,
        run: item.run,
        body: encodeWorkItem(item),
        dedupKey: `again ${items++}`,
      });
    }
    // Every record of the log once more, as it comes; the copies themselves are not copied.
    const stop = new AbortController();
    const copied = new Set<string>();
    const copying = (async () => {
      for await (const { body, origin, sequence } of broker.log.follow(analysis, { signal: stop.signal })) {
        const text = Buffer.from(body).toString("latin1");
        if (copied.has(text)) continue;
        copied.add(text);
        await broker.log.append({ analysis, body, dedupKey: `again ${sequence}`, origin });
      }
    })();
    const document = await waitForState(plotter.url, analysis, (now) => now.status !== "running");
    // Until the second deliveries are done as well, and nothing moved.
    const depth = async () =>
      (await Promise.all(lanes.map((lane) => broker.work.state(lane)))).map((l) => l.waiting + l.inFlight);
    await expect.poll(depth, { timeout: 60_000 }).toEqual([0, 0, 0, 0]);
    stop.abort();
    await copying;
    expect(document.status).toBe("complete");
    expect(copied.size).toBeGreaterThan(2 * items);
    const numbers = await expectedNumbers(spec);
    expect(numbersOfDocument(document)).toEqual(numbers);
    const settled = await tryGetAnalysis(plotter.url, analysis);
    expect(settled?.status).toBe("complete");
    expect(settled === undefined ? undefined : numbersOfDocument(settled)).toEqual(numbers);
  });
});
