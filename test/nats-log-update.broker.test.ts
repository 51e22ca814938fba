import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { afterEach, expect, it } from "vitest";
import { formerResultsSubject, STREAMS } from "../src/messaging/jetstream/names.ts";
import { openBroker } from "../src/messaging/open-broker.ts";
import type { Broker, LogRecord, Origin, OutgoingRecord } from "../src/messaging/port.ts";
import { makeFormerLog } from "./support/former-log.ts";
import { deployedConfig, loginOf, urlFor } from "./support/nats-deployed.ts";
import { type NatsServerConfig, startNatsServer } from "./support/nats-server.ts";

/** The log of an earlier version, with one subject for all records of an analysis, under services of this one. */

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

/** A server with a log as an earlier version made it. @param config its users, of whom the plotter made it; without it, anybody may do anything */
async function startFormer(config?: NatsServerConfig) {
  const server = await startNatsServer(config === undefined ? {} : { config });
  cleanUp.push(() => server.remove());
  const login = config === undefined ? {} : { ...loginOf("plotter"), inboxPrefix: "_INBOX_plotter" };
  const nc = await connect({ servers: server.url, ...login });
  cleanUp.push(() => nc.close());
  await makeFormerLog(nc);
  const jsm = await jetstreamManager(nc);
  return {
    server,
    url: server.url,
    subjects: async () => (await jsm.streams.info(STREAMS.results)).config.subjects,
    appendFormer: (analysis: string, text: string) => nc.request(formerResultsSubject(analysis), text),
  };
}

async function open(...[url, options]: Parameters<typeof openBroker>): Promise<Broker> {
  const broker = await openBroker(url, options);
  cleanUp.push(() => broker[Symbol.asyncDispose]());
  return broker;
}

const record = (analysis: string, text: string, origin: Origin = { lane: "zz" }): OutgoingRecord => ({
  ...{ analysis, body: new TextEncoder().encode(text), dedupKey: text, origin },
});

async function textsOf(records: AsyncIterable<LogRecord>, end = Infinity): Promise<string[]> {
  const texts: string[] = [];
  for await (const { body, origin } of records) {
    const from = origin === undefined ? "nobody" : Object.values(origin).join();
    if (texts.push(`${new TextDecoder().decode(body)} of ${from}`) === end) break;
  }
  return texts;
}

/** With the one line of deploy/nats/nats.conf that is changed while services of an earlier version run. */
function configInUpdate(): NatsServerConfig {
  const config = deployedConfig("nats.conf");
  const [before, after, ...more] = config.files["nats.conf"]!.split('FORMER_RESULTS: "hzz.former"');
  expect(more).toEqual([]);
  return { ...config, files: { ...config.files, "nats.conf": `${before!}FORMER_RESULTS: "hzz.results.*"${after!}` } };
}

it("stays as it is until a plotter comes, and all go on with the new subjects then", { timeout: 60_000 }, async () => {
  const { url, subjects, appendFormer } = await startFormer();
  await appendFormer("a", "old 0");
  await appendFormer("b", "other 0");
  const processor = await open(url);
  await processor.log.append(record("a", "zz 1"));
  expect(await subjects()).toEqual(["hzz.results.*"]);
  const stop = new AbortController();
  cleanUp.push(() => {
    stop.abort();
  });
  const following = textsOf(processor.log.follow("a", { signal: stop.signal }), 5);

  const plotter = await open(url, { updates: true });
  expect(await subjects()).toEqual(["hzz.results.*.*"]);
  expect(plotter.remarks).toEqual([]);
  // The processor has not heard of it.
  await processor.log.append(record("a", "zz 2"));
  await plotter.log.append(record("a", "cancelled 3", { kind: "cancelled" }));
  await processor.log.append(record("b", "other 1"));
  await processor.log.append(record("a", "zz 4"));

  const all = ["old 0 of nobody", "zz 1 of nobody", "zz 2 of zz", "cancelled 3 of cancelled", "zz 4 of zz"];
  expect(await following).toEqual(all);
  for (const broker of [plotter, processor, await open(url)]) {
    expect(await textsOf(broker.log.read("a"))).toEqual(all);
    expect(await textsOf(broker.log.read("b"))).toEqual(["other 0 of nobody", "other 1 of zz"]);
    expect(await textsOf(broker.log.read(undefined))).toHaveLength(7);
    expect(await textsOf(broker.log.read("a", { from: 4 }))).toEqual(all.slice(2));
  }

  const sequences: number[] = [];
  for await (const { sequence } of plotter.log.read("a")) sequences.push(sequence);
  expect(await plotter.log.trim("a", sequences[3]!)).toBe(3);
  expect(await textsOf(plotter.log.read("a"))).toEqual(all.slice(3));
  expect(await textsOf(plotter.log.read("b"))).toHaveLength(2);
});

it(
  "keeps processors with the rights of this version waiting for the plotter, and loses nothing",
  { timeout: 60_000 },
  async () => {
    const { url, subjects } = await startFormer(deployedConfig("nats.conf"));
    // It makes the other streams, as the plotter of the earlier version had.
    await open(urlFor(url, "plotter"));
    const processor = await open(urlFor(url, "zz"));
    const appending = processor.log.append(record("a", "zz 0"));
    expect(await subjects()).toEqual(["hzz.results.*"]);
    const plotter = await open(urlFor(url, "plotter"), { updates: true });
    expect(await appending).toBe("stored");
    expect(await textsOf(plotter.log.read("a"))).toEqual(["zz 0 of zz"]);
  },
);

it(
  "is written to by all users while an update is under way, and by none of them under its subject after it",
  { timeout: 60_000 },
  async () => {
    const { url, subjects, appendFormer } = await startFormer(configInUpdate());
    await using former = await openBroker(urlFor(url, "plotter"));
    for (const user of ["data", "z-ttbar", "zz", "signal", "bridge"] as const) {
      await using service = await openBroker(urlFor(url, user));
      const lane = user;
      expect(await service.log.append(record("a", user, { lane }))).toBe("stored");
    }
    expect(await textsOf(former.log.read("a"))).toHaveLength(5);
    const plotter = await open(urlFor(url, "plotter"), { updates: true });
    expect(await subjects()).toEqual(["hzz.results.*.*"]);
    await expect(appendFormer("a", "forged")).rejects.toThrow("no responders");
    await plotter.log.append(record("a", "begun", { kind: "begun" }));
    expect(await textsOf(plotter.log.read("a"))).toHaveLength(6);
  },
);

it("is told of where the plotter may not update it, and is used as it is", { timeout: 60_000 }, async () => {
  const config = configInUpdate();
  const right = '"$JS.API.STREAM.UPDATE.HZZ_RESULTS"';
  const conf = config.files["nats.conf"]!;
  expect(conf).toContain(right);
  const { url, subjects } = await startFormer({
    ...config,
    files: { ...config.files, "nats.conf": conf.replace(right, "") },
  });
  const plotter = await open(urlFor(url, "plotter"), { updates: true });
  expect(plotter.remarks).toEqual([
    expect.stringMatching(
      /^The stream HZZ_RESULTS is of an earlier version.*the user "plotter" may not publish to "\$JS\.API\.STREAM\.UPDATE/,
    ),
  ]);
  await plotter.log.append(record("a", "begun 0", { kind: "begun" }));
  expect(await textsOf(plotter.log.read("a"))).toEqual(["begun 0 of nobody"]);
  expect(await subjects()).toEqual(["hzz.results.*"]);
});

it("comes back from a copy while services run, and is updated again", { timeout: 60_000 }, async () => {
  const { server, url, subjects, appendFormer } = await startFormer();
  await appendFormer("a", "old 0");
  await server.stop();
  await server.saveStore();
  await server.start();
  const plotter = await open(url, { updates: true });
  const processor = await open(url);
  const updated = () => expect.poll(() => subjects().catch(() => [])).toEqual(["hzz.results.*.*"]);
  await updated();
  await server.stop();
  await server.restoreStore();
  await server.start();
  await expect.poll(() => subjects().catch(() => [])).toEqual(["hzz.results.*.*"]);
  await expect.poll(() => processor.log.append(record("a", "zz 1")).catch(() => "")).toMatch(/stored|duplicate/);
  await plotter.log.append(record("a", "cancelled 2", { kind: "cancelled" }));
  expect((await textsOf(plotter.log.read("a"))).slice(-1)).toEqual(["cancelled 2 of cancelled"]);
});
