import { expect, it } from "vitest";
import { parseConfig } from "../src/config/config.ts";
import { createLogger } from "../src/logging/logger.ts";
import { openBroker } from "../src/messaging/open-broker.ts";
import { runProcessor } from "../src/processor/run-processor.ts";
import type { AnalysisDocument } from "../src/protocol/documents/analysis-document.ts";
import { startPlotter } from "../src/serve/serve-plotter.ts";
import * as fixture from "./support/fixture-log.ts";
import { startNatsServer } from "./support/nats-server.ts";
import { startRabbitMqServer } from "./support/rabbitmq-server.ts";

const servers = { nats: () => startNatsServer(), rabbitmq: () => startRabbitMqServer() };
const machine = { cores: 1, memoryBytes: 8e9, pathDelimiter: ":", cacheFolder: "/cache", readText: () => "" };
const patience = { timeout: 60_000, interval: 100 };

it.each(["nats", "rabbitmq"] as const)(
  "%s: an analysis whose work is lost stalls, is taken up again, and hears of items that nobody can read",
  { timeout: 300_000 },
  async (kind) => {
    const server = await servers[kind]();
    const stop = new AbortController();
    const ends: Promise<unknown>[] = [];
    const broker = await openBroker(server.url);
    try {
      const logger = createLogger({ level: "error", format: "json", write: () => undefined });
      const config = parseConfig({ HZZ_PORT: "0", HZZ_GRACE_MS: "500", HZZ_STALL_MS: "1000" }, {}, machine);
      const plotter = await startPlotter({ config, broker, logger, assetsFolder: "/nonexistent", stop: stop.signal });
      ends.push(plotter.finished);
      // Settles its items and stores nothing: as if they had been lost.
      const lossy = { process: () => Promise.resolve(), lanes: ["default"], concurrency: 4, maxDeliveries: 3 };
      ends.push(runProcessor({ ...lossy, broker, logger, signal: stop.signal }));
      const start = async () => {
        const headers = { "content-type": "application/json" };
        const init = { method: "POST", headers, body: JSON.stringify(fixture.spec) };
        const response = await fetch(`${plotter.url}/analyses`, init);
        const { id, run } = (await response.json()) as { id: string; run: number };
        return { answered: response.status, id, run };
      };
      const { id } = await start();
      const document = async () => (await (await fetch(`${plotter.url}/analyses/${id}`)).json()) as AnalysisDocument;
      await expect.poll(document, patience).toMatchObject({ status: "running", stalled: true, run: 1 });
      expect(await start()).toMatchObject({ answered: 202, run: 2 });
      expect(await document()).not.toHaveProperty("stalled");

      for (let i = 0; i < 4; i++) {
        const body = new TextEncoder().encode(`{"version":1,"nonsense":${i}}`);
        await broker.work.publish({ lane: "default", analysis: id, run: 2, body, dedupKey: `nonsense ${i}` });
      }
      await expect.poll(document, patience).toMatchObject({ status: "incomplete", run: 2 });
      const { missing } = await document();
      expect(missing.count).toBe(4);
      expect(missing.parts.map((part) => part.failure?.name)).toEqual(Array(4).fill("MalformedMessageError"));
      expect(await broker.deadLetters.count()).toBe(4);
    } finally {
      stop.abort();
      await Promise.allSettled(ends);
      await broker[Symbol.asyncDispose]();
      await server.remove();
    }
  },
);
