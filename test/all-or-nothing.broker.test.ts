import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import { prepareAnalysis } from "../src/analysis/prepared-analysis.ts";
import { parseConfig } from "../src/config/config.ts";
import { keepAll } from "../src/config/keep-rule.ts";
import { acceptAnalysis } from "../src/ledger/accept-analysis.ts";
import { createKeeper } from "../src/ledger/keeper.ts";
import { createLedgerBook } from "../src/ledger/ledger-book.ts";
import { createLogger } from "../src/logging/logger.ts";
import { STREAMS } from "../src/messaging/jetstream/names.ts";
import { laneQueue, type LaneTurn, turnsOf } from "../src/messaging/rabbitmq/names.ts";
import { openBroker } from "../src/messaging/open-broker.ts";
import type { Broker } from "../src/messaging/port.ts";
import type { AnalysisSummary } from "../src/protocol/documents/analysis-document.ts";
import { startPlotter } from "../src/serve/serve-plotter.ts";
import * as fixture from "./support/fixture-log.ts";
import { startNatsServer } from "./support/nats-server.ts";
import { startRabbitMqServer } from "./support/rabbitmq-server.ts";
import { startToyProcessor } from "./support/toy-processor.ts";

const machine = { cores: 1, memoryBytes: 8e9, pathDelimiter: ":", cacheFolder: "/cache", readText: () => "" };
const logger = createLogger({ level: "error", format: "json", write: () => undefined });
const patience = { timeout: 120_000, interval: 50 };

const [group] = fixture.spec.groups;
const [sample] = group!.samples;
function specOf(title: string, count: number): AnalysisSpec {
  const files = Array.from({ length: count }, (_, i) => `${i}.root`);
  return { ...fixture.spec, title, groups: [{ ...group!, samples: [{ ...sample!, files }] }] };
}

interface Server {
  readonly url: string;
  /** As an operator limits how many items there may be. */
  limit(items: number): Promise<void>;
  remove(): Promise<void>;
}

const servers: Readonly<Record<"nats" | "rabbitmq", () => Promise<Server>>> = {
  nats: async () => {
    const server = await startNatsServer();
    const { url } = server;
    const limit = async (items: number) => {
      const nc = await connect({ servers: url });
      const { streams } = await jetstreamManager(nc);
      const { config } = await streams.info(STREAMS.work);
      await streams.update(STREAMS.work, { ...config, max_msgs: items });
      await nc.close();
    };
    return { url, limit, remove: () => server.remove() };
  },
  rabbitmq: async () => {
    const server = await startRabbitMqServer();
    const ofTurn = (at: LaneTurn) => laneQueue(at).replaceAll(".", "\\.");
    const pattern = `^(${turnsOf("default").map(ofTurn).join("|")})$`;
    const limit = (items: number) => {
      const rule = JSON.stringify({ "max-length": items, overflow: "reject-publish" });
      return server.control(["set_policy", "few", pattern, rule, "--apply-to", "queues"]);
    };
    return { url: server.url, limit, remove: () => server.remove() };
  },
};

describe.each(["nats", "rabbitmq"] as const)("%s: a start is all or nothing", (kind) => {
  async function open() {
    const server = await servers[kind]();
    const stop = new AbortController();
    const broker = await openBroker(server.url);
    const ends: Promise<unknown>[] = [];
    onTestFinished(async () => {
      stop.abort();
      await Promise.allSettled(ends);
      await broker[Symbol.asyncDispose]();
      await server.remove();
    });
    const idle = async () => {
      const { waiting, inFlight } = await broker.work.state("default");
      return waiting + inFlight;
    };
    return { server, broker, stop: stop.signal, ends, idle };
  }

  it(
    "is taken back and answered with 503 if the broker is full in the middle, and goes when there is room",
    {
      timeout: 300_000,
    },
    async () => {
      const { server, broker, stop, ends, idle } = await open();
      const config = parseConfig({ HZZ_PORT: "0", HZZ_GRACE_MS: "500" }, {}, machine);
      const plotter = await startPlotter({ config, broker, logger, assetsFolder: "/nonexistent", stop });
      ends.push(plotter.finished);
      const post = (spec: AnalysisSpec) =>
        fetch(`${plotter.url}/analyses`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(spec),
        });
      const list = async () => {
        const response = await fetch(`${plotter.url}/analyses`);
        return ((await response.json()) as { analyses: AnalysisSummary[] }).analyses;
      };
      const small = specOf("small", 1);
      expect((await post(small)).status).toBe(202);
      await server.limit(700);
      const large = specOf("large", 2000);
      const refused = await post(large);
      expect(refused.status).toBe(503);
      expect(await refused.json()).toMatchObject({ title: "Broker away" });
      expect((await list()).map(({ title }) => title)).toEqual(["small"]);
      if (broker.capabilities.cancelsAtOnce) expect(await idle()).toBe(1);

      await server.limit(1_000_000);
      // RabbitMQ drops what was taken back when its turn comes, and tells publishers of room only then.
      const processor = startToyProcessor(broker, { edges: [0, 10] });
      await expect.poll(idle, patience).toBe(0);
      expect(processor.items).toHaveLength(1);
      const accepted = await post(large);
      expect(accepted.status).toBe(202);
      expect(await accepted.json()).toMatchObject({ run: 2, status: "running" });
      await expect.poll(list, patience).toMatchObject([{ status: "complete" }, { status: "complete" }]);
      await processor.stop();
      expect(processor.items.slice(1).map(({ run }) => run)).toEqual(Array(2000).fill(2));
    },
  );

  it("loses what somebody sent who died before he had accepted", { timeout: 300_000 }, async () => {
    const { server, broker, stop, ends, idle } = await open();
    const dying = await openBroker(server.url);
    let sent = 0;
    const publish: Broker["work"]["publish"] = async (work) => {
      if (sent++ === 1000) await dying[Symbol.asyncDispose]();
      return dying.work.publish(work);
    };
    const begun = new Date();
    const prepared = await prepareAnalysis(specOf("left", 2000));
    const dead = { ...dying, work: { ...dying.work, publish } };
    await expect(acceptAnalysis(dead, prepared, begun)).rejects.toThrow();
    await expect.poll(idle, patience).toBeGreaterThan(100);

    const book = createLedgerBook({ broker, logger, signal: stop });
    ends.push(book.stopped);
    await book.caughtUp;
    expect(book.list()).toEqual([]);
    const now = () => new Date(begun.getTime() + 660_000);
    await createKeeper({ broker, book, logger, rule: keepAll, limit: 10, now }).pass();
    if (broker.capabilities.cancelsAtOnce) expect(await idle()).toBe(0);
    // What comes later is done.
    const other = await acceptAnalysis(broker, await prepareAnalysis(specOf("other", 3)), now());
    const processor = startToyProcessor(broker, { edges: [0, 10] });
    await expect.poll(idle, patience).toBe(0);
    await processor.stop();
    expect(processor.items.map(({ analysis }) => analysis)).toEqual(Array(3).fill(other.analysis));
  });
});
