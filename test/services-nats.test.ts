import { afterEach, describe, expect, it } from "vitest";
import { presetByName } from "../src/analysis/presets/presets.ts";
import { selectSamples } from "../src/analysis/select-samples.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import { openBroker } from "../src/messaging/open-broker.ts";
import { fileItems } from "../src/plotter/missing-work.ts";
import { encodeWorkItem } from "../src/protocol/codec.ts";
import { startService } from "./support/built-service.ts";
import {
  numbersOfDocument,
  numbersOfView,
  postAnalysis,
  tryGetAnalysis,
  waitForState,
} from "./support/http-plotter.ts";
import { startNatsServer, type TestNatsServer } from "./support/nats-server.ts";
import { filesAtHand, samplesAtHand } from "./support/release-or-toy.ts";
import { runInProcess } from "./support/run-in-process.ts";

const lanes = ["data", "z-ttbar", "zz", "signal"] as const;

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

/** The samples whose files are at hand, each `copies` times in each of the four lanes. */
function crowded(copies: number, preset: string = filesAtHand.preset): AnalysisSpec {
  const spec = selectSamples(presetByName(preset), samplesAtHand);
  const groups = spec.groups.flatMap((group) =>
    lanes.map((lane, first) => ({
      ...group,
      name: `${group.name}-${lane}`,
      lane,
      samples: Array.from({ length: copies }, (_, copy) =>
        group.samples.map((sample) => ({ ...sample, name: `${sample.name}-${first}-${copy}` })),
      ).flat(),
    })),
  );
  return { ...spec, title: `${spec.title}, ${4 * copies} times`, groups };
}

/** One of our services, ready, in a process of its own. */
interface ServiceProcess {
  /** Without a slash at the end. */
  readonly url: string;
  /** Ends it in good order (SIGTERM). @returns its exit code */
  stop(): Promise<number | null>;
  /** Ends it as a power cut would (SIGKILL). */
  kill(): Promise<void>;
}

interface Cluster {
  readonly nats: TestNatsServer;
  readonly plotter: ServiceProcess;
  readonly processors: readonly ServiceProcess[];
  /** Starts a processor of this lane in a process of its own. */
  readonly startProcessor: (lane: string) => Promise<ServiceProcess>;
  readonly startPlotter: () => Promise<ServiceProcess>;
}

/** nats-server, one plotter, and one processor for each lane, every one in a process of its own. */
async function startCluster(): Promise<Cluster> {
  const nats = await startNatsServer();
  cleanUp.push(() => nats.remove());
  // Short waits, so that what a killed process held comes back while the test looks.
  const broker = { HZZ_BROKER: `${nats.url}?ackWaitMs=2000` };
  const start = async (name: "processor" | "plotter", env: Record<string, string>): Promise<ServiceProcess> => {
    const service = startService(`${name}.js`, { HZZ_PORT: "0", HZZ_PROCESSOR_PORT: "0", ...broker, ...env });
    cleanUp.push(() => service.end());
    const { url } = await service.line(`The ${name} ${name === "plotter" ? "takes requests" : "is ready"}`);
    if (typeof url !== "string") throw new Error(`The ${name} does not say where it takes requests`);
    const status = async () => (await fetch(`${url}/readyz`)).status;
    await expect.poll(status, { timeout: 20_000 }).toBe(200);
    const stop = () => {
      service.signal("SIGTERM");
      return service.exited;
    };
    return { url, stop, kill: () => service.end() };
  };
  const startProcessor = (lane: string) =>
    start("processor", {
      HZZ_LANES: lane,
      ...filesAtHand.placeSettings,
      HZZ_WORKERS: "1",
      HZZ_MAX_DELIVERIES: "50",
      HZZ_RETRY_DELAY_MS: "100",
    });
  const startPlotter = () => start("plotter", {});
  const [plotter, ...processors] = await Promise.all([startPlotter(), ...lanes.map(startProcessor)]);
  return { nats, plotter, processors, startProcessor, startPlotter };
}

async function expectedNumbers(spec: AnalysisSpec): Promise<unknown> {
  const { view } = await runInProcess(spec, filesAtHand);
  expect(view.status).toBe("complete");
  return numbersOfView(view);
}

describe("four processor processes over NATS", { timeout: 120_000 }, () => {
  // The toy in any case: its files are made by whichever process needs them first, and read by all.
  const presets = new Set([filesAtHand.preset, "hzz-toy"]);
  it.each([...presets])("give the same bits of %s as one process, and end in good order", async (preset) => {
    const spec = crowded(1, preset);
    const { plotter, processors } = await startCluster();
    const { status, summary } = await postAnalysis(plotter.url, spec);
    expect(status).toBe(202);
    const document = await waitForState(plotter.url, summary.id, (now) => now.status !== "running");
    expect(document.status).toBe("complete");
    expect(numbersOfDocument(document)).toEqual(await expectedNumbers(spec));
    expect(await Promise.all([plotter, ...processors].map((service) => service.stop()))).toEqual([0, 0, 0, 0, 0]);
  });

  it(
    "lose nothing when processors, nats-server and the plotter are killed in the middle",
    { timeout: 240_000 },
    async () => {
      const spec = crowded(20);
      const { nats, plotter, processors, startProcessor, startPlotter } = await startCluster();
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
      await nats.kill();
      await nats.start();

      await partsAfter(plotter.url, 10);
      await plotter.kill();
      const second = await startPlotter();
      expect((await tryGetAnalysis(second.url, id))?.status).toBe("running");

      await partsAfter(second.url, 10);
      await processors[2]!.kill();
      await startProcessor(lanes[2]);

      const document = await waitForState(second.url, id, (now) => now.status !== "running", 180_000);
      expect(document.missing.parts).toEqual([]);
      expect(document.status).toBe("complete");
      expect(numbersOfDocument(document)).toEqual(await expectedNumbers(spec));
    },
  );

  it("count once what is delivered twice, work and results alike", async () => {
    const spec = crowded(3);
    const { nats, plotter } = await startCluster();
    await using broker = await openBroker(nats.url);
    const { summary } = await postAnalysis(plotter.url, spec);
    const analysis = summary.id;
    // Every item of work once more, under a key that the broker does not know.
    let items = 0;
    for (const { lane, item } of fileItems(spec, analysis, summary.run)) {
      await broker.publishWork({ lane, analysis, body: encodeWorkItem(item), dedupKey: `again ${items++}` });
    }
    // Every record of the log once more, as it comes; the copies themselves are not copied.
    const stop = new AbortController();
    const copied = new Set<string>();
    const copying = (async () => {
      for await (const { body, sequence } of broker.followLog(analysis, { signal: stop.signal })) {
        const text = Buffer.from(body).toString("latin1");
        if (copied.has(text)) continue;
        copied.add(text);
        await broker.appendLog({ analysis, body, dedupKey: `again ${sequence}` });
      }
    })();
    const document = await waitForState(plotter.url, analysis, (now) => now.status !== "running");
    // Until the second deliveries are done as well, and nothing moved.
    const depth = async () =>
      (await Promise.all(lanes.map((lane) => broker.laneDepth(lane)))).map((l) => l.waiting + l.inFlight);
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
