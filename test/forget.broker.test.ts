import { connect } from "@nats-io/transport-node";
import { jetstreamManager } from "@nats-io/jetstream";
import { afterEach, describe, expect, it } from "vitest";
import { createKeeper } from "../src/ledger/keeper.ts";
import { createLogger } from "../src/logging/logger.ts";
import { openBroker } from "../src/messaging/open-broker.ts";
import type { Broker } from "../src/messaging/port.ts";
import { resultsOfAnalysis, STREAMS } from "../src/messaging/jetstream/names.ts";
import { startNatsServer } from "./support/nats-server.ts";
import { createTestPlotter, specNamed, type TestPlotter, until } from "./support/plotter-app.ts";
import { startRabbitMqServer } from "./support/rabbitmq-server.ts";
import { startToyProcessor } from "./support/toy-processor.ts";

/*
 * Old analyses go, on real brokers: with several plotters, after a restart, and for whoever posts the same again at once.
 */

const releases: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

async function started<T extends { remove(): Promise<void> }>(server: Promise<T>): Promise<T> {
  const running = await server;
  releases.push(async () => {
    await running.remove();
  });
  return running;
}

async function opened(url: string): Promise<Broker> {
  const broker = await openBroker(url);
  releases.push(async () => {
    await broker[Symbol.asyncDispose]();
  });
  return broker;
}

async function plotterOn(url: string): Promise<TestPlotter> {
  const plotter = await createTestPlotter({ broker: await opened(url) });
  releases.push(plotter.stop);
  return plotter;
}

function remove({ app }: TestPlotter, id: string): Promise<Response> {
  return Promise.resolve(app.request(`/analyses/${id}?forget=true`, { method: "DELETE" }));
}

async function recordsOf(broker: Broker, id: string): Promise<number> {
  let count = 0;
  for await (const record of broker.log.read(id)) if (record.analysis === id) count++;
  return count;
}

const isComplete = ({ book }: TestPlotter, id: string) => book.get(id)?.status === "complete";

describe.each([
  { name: "NATS", start: startNatsServer, trims: true },
  { name: "RabbitMQ", start: () => startRabbitMqServer(), trims: false },
])("on $name", ({ start, trims }) => {
  it(
    "what one plotter forgets is gone for every plotter and after a restart, and can be run again at once",
    { timeout: 120_000 },
    async () => {
      const { url } = await started<{ url: string; remove(): Promise<void> }>(start());
      const [one, other] = [await plotterOn(url), await plotterOn(url)];
      const processor = startToyProcessor(await opened(url));
      releases.push(() => processor.stop());
      const id = await one.start();
      const stays = await one.start(specNamed("Stays"));
      await until(() => [one, other].every((plotter) => isComplete(plotter, id) && isComplete(plotter, stays)));
      const before = await recordsOf(one.broker, id);

      expect((await remove(other, id)).status).toBe(200);
      await until(() => one.book.get(id) === undefined);
      for (const { app } of [one, other]) expect((await app.request(`/analyses/${id}`)).status).toBe(404);
      expect(await recordsOf(one.broker, id)).toBe(trims ? 1 : before + 1);

      const restarted = await plotterOn(url);
      expect(restarted.book.get(id)).toBeUndefined();
      expect(restarted.book.list().map((analysis) => analysis.id)).toEqual([stays]);
      expect(restarted.book.opened(stays)?.view().progress).toEqual(one.book.opened(stays)?.view().progress);

      // Inside the broker's window for duplicates: nothing of the second run may be taken for the first.
      expect(await one.start()).toBe(id);
      await until(() => [one, other, restarted].every((plotter) => isComplete(plotter, id)));
      const again = await plotterOn(url);
      expect(again.book.get(id)?.status).toBe("complete");
      expect(again.book.get(id)?.acceptedSequence).toBe(one.book.get(id)?.acceptedSequence);
    },
  );

  it("plotters with the same rule let the same go, and what is pinned stays", { timeout: 120_000 }, async () => {
    const { url } = await started<{ url: string; remove(): Promise<void> }>(start());
    const plotters = [await plotterOn(url), await plotterOn(url)];
    const [one, other] = plotters as [TestPlotter, TestPlotter];
    const processor = startToyProcessor(await opened(url));
    releases.push(() => processor.stop());
    const ids: string[] = [];
    for (const title of ["a", "b", "c", "d", "e"]) {
      const id = await one.start(specNamed(title));
      ids.push(id);
      await until(() => plotters.every((plotter) => isComplete(plotter, id)));
    }
    const [pinned, ...rest] = ids;
    expect((await one.app.request(`/analyses/${pinned!}/pin`, { method: "POST" })).status).toBe(200);
    await until(() => other.book.get(pinned!)?.ledger.pinned === true);
    const logger = createLogger({ level: "error", format: "json", write: () => undefined });
    const rule = { all: false, most: 3 };
    await Promise.all(
      plotters.map(({ broker, book }) => createKeeper({ broker, book, logger, rule, limit: 100 }).pass()),
    );
    const expected = [...rest.slice(2).reverse(), pinned];
    for (const { book } of [...plotters, await plotterOn(url)])
      await until(
        () =>
          book
            .list()
            .map(({ id }) => id)
            .join() === expected.join(),
      );
  });
});

describe("on NATS", () => {
  it("a log from which everything was removed is read to its end", { timeout: 60_000 }, async () => {
    const { url } = await started(startNatsServer());
    const one = await plotterOn(url);
    const id = await one.start();
    const nc = await connect({ servers: url });
    releases.push(() => nc.close());
    const jsm = await jetstreamManager(nc);
    await jsm.streams.purge(STREAMS.results);
    // It waits for the end of the log, and would wait for ever.
    expect((await plotterOn(url)).book.list()).toEqual([]);
    const later = await (await plotterOn(url)).start(specNamed("Later"));
    await jsm.streams.purge(STREAMS.results, { filter: resultsOfAnalysis(later) });
    expect((await plotterOn(url)).book.list()).toEqual([]);
    expect(id).not.toBe(later);
  });
});
