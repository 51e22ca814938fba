import { afterEach, expect, it } from "vitest";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import { openBroker } from "../src/messaging/open-broker.ts";
import {
  numbersOfDocument,
  numbersOfView,
  postAnalysis,
  tryGetAnalysis,
  waitForState,
} from "./support/http-plotter.ts";
import { startRabbitMqServer } from "./support/rabbitmq-server.ts";
import { runInProcess } from "./support/run-in-process.ts";
import { crowded, lanes, startServiceCluster } from "./support/service-cluster.ts";
import { describeWithSharedData, sharedPath } from "./support/shared-data.ts";

const releaseFolder = sharedPath("atlas-open-data/2020");

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function startCluster() {
  const rabbitmq = await startRabbitMqServer();
  cleanUp.push(() => rabbitmq.remove());
  // Short waits, so that what a killed process held comes back while the test looks.
  const services = await startServiceCluster(`${rabbitmq.url}?ackWaitMs=6000`, releaseFolder, (step) =>
    cleanUp.push(step),
  );
  return { rabbitmq, ...services };
}

async function expectedNumbers(spec: AnalysisSpec): Promise<unknown> {
  const { view } = await runInProcess(spec, { mirrors: [releaseFolder] });
  expect(view.status).toBe("complete");
  return numbersOfView(view);
}

describeWithSharedData("four processor processes over RabbitMQ", () => {
  it(
    "give the same bits as one process, leave nothing behind, and end in good order",
    { timeout: 180_000 },
    async () => {
      const spec = crowded(1);
      const { rabbitmq, plotter, processors } = await startCluster();
      const { status, summary } = await postAnalysis(plotter.url, spec);
      expect(status).toBe(202);
      const document = await waitForState(plotter.url, summary.id, (now) => now.status !== "running");
      expect(document.status).toBe("complete");
      expect(numbersOfDocument(document)).toEqual(await expectedNumbers(spec));
      await using broker = await openBroker(rabbitmq.url);
      const depths = await Promise.all(lanes.map((lane) => broker.laneDepth(lane)));
      expect(depths).toEqual(lanes.map(() => ({ waiting: 0, inFlight: 0 })));
      expect(await broker.countDead()).toBe(0);
      expect(await Promise.all([plotter, ...processors].map((service) => service.stop()))).toEqual([0, 0, 0, 0, 0]);
    },
  );

  it(
    "lose nothing when processors, rabbitmq-server and the plotter are killed in the middle",
    { timeout: 300_000 },
    async () => {
      const spec = crowded(20);
      const { rabbitmq, plotter, processors, startProcessor, startPlotter } = await startCluster();
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
      await rabbitmq.kill();
      await rabbitmq.start();

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
});
