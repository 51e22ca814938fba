import { afterEach, describe, expect, it } from "vitest";
import * as fixture from "../../test/support/fixture-log.ts";
import { appendEvents } from "../../test/support/log-writer.ts";
import { until } from "../../test/support/plotter-app.ts";
import { parseConfig } from "../config/config.ts";
import { createLogger } from "../logging/logger.ts";
import { BrokerUnavailableError } from "../messaging/errors.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import type { Broker } from "../messaging/port.ts";
import { decodeLogEvent } from "../protocol/codec.ts";
import { createLedgerBook } from "../ledger/ledger-book.ts";
import { firstAnalysis, startFirst } from "./first-start.ts";

const machine = { cores: 1, memoryBytes: 8e9, pathDelimiter: ":", cacheFolder: "/cache", readText: () => "" };
const configOf = (env: Record<string, string>) => parseConfig(env, {}, machine);

const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

/** A plotter's part of it, over a broker that others may have as well. */
function setup(broker: Broker = createMemoryBroker()) {
  const lines: { readonly level: string; readonly message: string }[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as (typeof lines)[number]);
  const logger = createLogger({ level: "info", format: "json", write });
  const stop = new AbortController();
  stops.push(stop);
  const book = createLedgerBook({ ...fixture.inventedIds, broker, logger, signal: stop.signal });
  const options = { broker, book, spec: fixture.spec, logger, stop: stop.signal, retryMs: 5 };
  return { ...options, stopping: stop, lines, start: () => startFirst(options) };
}

/** How often analyses were accepted, by the log. */
async function acceptedIn(broker: Broker): Promise<string[]> {
  const found: string[] = [];
  for await (const { analysis, body } of broker.log.read(undefined))
    if (new TextDecoder().decode(body).includes('"accepted"')) found.push(analysis);
  return found;
}

describe("the analysis of HZZ_START", () => {
  it("is a preset, or none", () => {
    expect(firstAnalysis(configOf({}))).toBeUndefined();
    expect(firstAnalysis(configOf({ HZZ_START: "hzz-toy" }))?.title).toMatch(/toy/i);
  });

  it.each([
    ["no preset", { HZZ_START: "hzz-2021" }, 'HZZ_START is "hzz-2021"; expected the name of a preset: hzz-2020, '],
    [
      "a preset in lanes that are not served",
      { HZZ_START: "hzz-toy", HZZ_LANES: "data" },
      /HZZ_START is "hzz-toy", which the other settings do not allow: groups\[\d\]\.lane: /,
    ],
    [
      "larger than the memory for all",
      { HZZ_START: "hzz-toy", HZZ_MEMORY_BUDGET: "1000000" },
      /HZZ_START is "hzz-toy", which can take \d+ MB of memory, and HZZ_MEMORY_BUDGET is 1 MB/,
    ],
    ["a toy that is too large", { HZZ_START: "hzz-toy", HZZ_TOY_MAX_SCALE: "0.1" }, /do not allow: .*scale/],
  ])("is refused if it is %s", (_, env, message) => {
    expect(() => firstAnalysis(configOf(env))).toThrow(message);
  });
});

describe("the first start", () => {
  it("begins the analysis when the log is empty, and says so", async () => {
    const { start, book, broker, lines } = setup();
    await start();
    await until(() => book.list().length === 1);
    expect(await acceptedIn(broker)).toEqual([book.list()[0]!.id]);
    expect((await broker.work.state("data")).waiting + (await broker.work.state("default")).waiting).toBeGreaterThan(0);
    expect(lines.map(({ message }) => message)).toEqual(["The log was empty: the first analysis is started"]);
  });

  it("is one analysis when several plotters make it at once, and when one makes it again", async () => {
    const broker = createMemoryBroker();
    await Promise.all([setup(broker), setup(broker), setup(broker)].map(({ start }) => start()));
    expect(await acceptedIn(broker)).toHaveLength(1);
    await setup(broker).start();
    expect(await acceptedIn(broker)).toHaveLength(1);
  });

  it("is made again where a plotter died before it had accepted", async () => {
    const broker = createMemoryBroker();
    const appendLog = broker.log.append.bind(broker.log);
    broker.log.append = (record) =>
      decodeLogEvent(record.body).kind === "begun" ? appendLog(record) : new Promise(() => undefined);
    const died = setup(broker);
    void died.start();
    await until(async () => (await broker.work.state("default")).waiting > 0);
    died.stopping.abort();
    broker.log.append = appendLog;
    await setup(broker).start();
    expect(await acceptedIn(broker)).toHaveLength(1);
  });

  it.each([
    ["any analysis", [fixture.accepted()]],
    ["one that was cancelled", [fixture.accepted(), fixture.cancelled]],
  ])("is not made where the log has %s", async (_, events) => {
    const broker = createMemoryBroker();
    await appendEvents(broker, events);
    const before = await acceptedIn(broker);
    const { start, lines } = setup(broker);
    await start();
    expect(await acceptedIn(broker)).toEqual(before);
    expect(lines).toEqual([]);
  });

  it("waits for a broker that is away, and says so once", async () => {
    const broker = createMemoryBroker();
    const publishWork = broker.work.publish.bind(broker.work);
    let tries = 0;
    broker.work.publish = (item) =>
      ++tries <= 8 ? Promise.reject(new BrokerUnavailableError("publishWork")) : publishWork(item);
    const { start, lines } = setup(broker);
    await start();
    expect(await acceptedIn(broker)).toHaveLength(1);
    expect(lines.map(({ level }) => level)).toEqual(["warn", "info"]);
  });

  it("ends when the plotter is to end", async () => {
    const broker = createMemoryBroker();
    broker.work.publish = () => Promise.reject(new BrokerUnavailableError("publishWork"));
    const { start, stopping, lines } = setup(broker);
    const started = start();
    await until(() => lines.length > 0);
    stopping.abort();
    await started;
    expect(await acceptedIn(broker)).toEqual([]);
  });

  it("leaves the plotter alone when it can never be made", async () => {
    const broker = createMemoryBroker();
    broker.work.publish = () => Promise.reject(new TypeError("a fault of ours"));
    const { start, lines } = setup(broker);
    await start();
    expect(lines.map(({ level, message }) => [level, message])).toEqual([
      ["error", "The first analysis cannot be started"],
    ]);
  });
});
