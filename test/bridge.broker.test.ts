import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Channel, type ChannelModel, connect, type GetMessage } from "amqplib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import { allQueues, dataQueues } from "../src/bridge/old-queues.ts";
import { openBroker } from "../src/messaging/open-broker.ts";
import { type BridgePart, bridgeCompletionSchema } from "../src/protocol/bridge-messages.ts";
import { openFileSink } from "../src/rootio/write/file-sink.ts";
import { createRootFile } from "../src/rootio/write/root-file-writer.ts";
import { allParts, bridgeAnalysis, bridgePart, bridgeRun, queueOf, toBody } from "./support/bridge-parts.ts";
import { type BuiltService, startService } from "./support/built-service.ts";
import { numbersOfDocument, numbersOfView, waitForState } from "./support/http-plotter.ts";
import { startNatsServer, type TestNatsServer } from "./support/nats-server.ts";
import { startRabbitMqServer, type TestRabbitMqServer } from "./support/rabbitmq-server.ts";
import { runInProcess } from "./support/run-in-process.ts";

const parts = 10;

let nats: TestNatsServer;
let rabbit: TestRabbitMqServer;
let plotter: string;
let folder: string;
/** Every number of a run of `parts` parts, as processors make them of the same events in ROOT files. */
let expected: unknown;

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

beforeAll(async () => {
  [nats, rabbit, folder] = await Promise.all([
    startNatsServer(),
    startRabbitMqServer(),
    mkdtemp(join(tmpdir(), "hzz-bridge-")),
  ]);
  const service = startService("plotter.js", { HZZ_BROKER: nats.url, HZZ_PORT: "0" });
  plotter = String((await service.line("The plotter takes requests"))["url"]);
  lasting.push(() => service.end());
  const { view } = await runInProcess(await writeFiles(), { mirrors: [folder] });
  expect(view).toMatchObject({ status: "complete", progress: { files: 3 * parts } });
  expected = numbersOfView(view);
}, 120_000);

const lasting: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of lasting) await end();
  await Promise.all([nats.remove(), rabbit.remove(), rm(folder, { recursive: true })]);
});

beforeEach(async () => {
  const { channel } = await oldClient();
  for (const queue of allQueues) await channel.deleteQueue(queue);
});

/** The events of all parts as ROOT files, and the analysis that reads them. */
async function writeFiles(): Promise<AnalysisSpec> {
  const branches = ["m4l", "ptLead", "w"];
  for (const { sample, part, values, weights } of allParts(bridgeRun("files", parts))) {
    const name = `${sample}-${part}.root`;
    const length = values["m4l"]!.length;
    const lists: Record<string, readonly number[]> = { ...values, w: weights ?? values["m4l"]! };
    await using file = createRootFile(await openFileSink(join(folder, name)), { name, compression: { level: 1 } });
    const type = { shape: "scalar", type: "float64" } as const;
    const definitions = branches.map((branch) => ({ name: branch, type }));
    const tree = file.root.tree("selected", "selected", definitions);
    const columns = branches.map(
      (branch) => [branch, { ...type, length, values: Float64Array.from(lists[branch]!) }] as const,
    );
    await tree.fill(new Map(columns), length);
    await tree.close();
    await file.close();
  }
  const groups = bridgeAnalysis.groups.map((group) => ({
    ...group,
    samples: group.samples.map(({ name }) => {
      const files = Array.from({ length: parts }, (_, part) => `${name}-${part}.root`);
      return { name, files, filterEfficiency: 1, kFactor: 1 };
    }),
  }));
  return { ...bridgeAnalysis, groups };
}

/** A program of the old system. */
async function oldClient(): Promise<{ readonly connection: ChannelModel; readonly channel: Channel }> {
  const connection = await connect(rabbit.url);
  connection.on("error", () => undefined);
  const channel = await connection.createChannel();
  channel.on("error", () => undefined);
  ends.push(() => connection.close().catch(() => undefined));
  return { connection, channel };
}

async function publish(messages: readonly BridgePart[]): Promise<void> {
  const connection = await connect(rabbit.url);
  const channel = await connection.createConfirmChannel();
  for (const part of messages) channel.sendToQueue(queueOf[part.sample]!, toBody(part), { persistent: true });
  await channel.waitForConfirms();
  await connection.close();
}

interface Bridge extends BuiltService {
  readonly url: string;
}

async function startBridge(env: Record<string, string> = {}): Promise<Bridge> {
  const service = startService("bridge.js", bridgeEnvironment(env));
  ends.push(() => service.end());
  const { url } = await service.line("The bridge is up");
  await expect.poll(() => statusOf(`${String(url)}/readyz`)).toBe(200);
  return { ...service, url: String(url) };
}

function bridgeEnvironment(env: Record<string, string> = {}): Record<string, string> {
  const brokers = { HZZ_BROKER: nats.url, HZZ_BRIDGE_URL: `${rabbit.url}?heartbeatS=2` };
  return { ...brokers, HZZ_BRIDGE_PORT: "0", HZZ_RETRY_DELAY_MS: "100", ...env };
}

const statusOf = async (url: string) => (await fetch(url)).status;

/** The message of a queue, taken, or undefined after some seconds without one. */
async function takeFrom(channel: Channel, queue: string): Promise<GetMessage | undefined> {
  const deadline = performance.now() + 45_000;
  while (performance.now() < deadline) {
    const message = await channel.get(queue, { noAck: true });
    if (message !== false) return message;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return undefined;
}

const headersOf = (message: GetMessage | undefined): Record<string, unknown> | undefined => message?.properties.headers;

/** The id of the run with this name, once the plotter knows it. */
async function idOf(name: string): Promise<string> {
  let id: string | undefined;
  const look = async () => {
    const response = await fetch(`${plotter}/analyses`);
    const { analyses } = (await response.json()) as { analyses: { id: string; title: string }[] };
    id = analyses.find(({ title }) => title === name)?.id;
    return id;
  };
  await expect.poll(look).toBeDefined();
  return id!;
}

async function completed(name: string): Promise<void> {
  const document = await waitForState(plotter, await idOf(name), ({ status }) => status !== "running");
  expect(document.status).toBe("complete");
  expect(numbersOfDocument(document)).toEqual(expected);
}

/** Until all that was published to the data queues is settled. */
async function drained(): Promise<void> {
  const { channel } = await oldClient();
  const left = async () => {
    let count = 0;
    for (const queue of Object.keys(dataQueues)) count += (await channel.checkQueue(queue)).messageCount;
    return count;
  };
  await expect.poll(left).toBe(0);
}

describe("what scripts publish to the old queues", { timeout: 120_000 }, () => {
  it("gives the bits of processors, names what is missing until all is there, and is announced", async () => {
    const bridge = await startBridge();
    const [first, ...others] = allParts(bridgeRun("Closure", parts));
    // All of them twice, some out of order.
    await publish([...others.toReversed(), ...others]);
    const id = await idOf("Closure");
    const before = await waitForState(plotter, id, ({ progress }) => progress.filesComplete === others.length);
    expect(before.status).toBe("running");
    expect(before.missing.parts).toEqual([{ sample: "data_A", file: "bridge/data_A/part-0-of-10" }]);
    await publish([first!]);
    await completed("Closure");

    const { channel } = await oldClient();
    const plot = await takeFrom(channel, "plotting_queue");
    const results = await fetch(`${plotter}/analyses/${id}/results.json`);
    expect(plot!.content.toString()).toBe(await results.text());
    const completion = await takeFrom(channel, "completion_queue");
    const message = bridgeCompletionSchema.parse(JSON.parse(completion!.content.toString()));
    expect(message).toMatchObject({ id, title: "Closure", status: "complete", missing: { count: 0, parts: [] } });
    expect(headersOf(plot)).toEqual(headersOf(completion));
    expect(headersOf(plot)).toMatchObject({ analysis: id, status: "complete" });

    // Nobody's work, and a plotter does not make it so.
    const spec: unknown = await (await fetch(`${plotter}/analyses/${id}/spec`)).json();
    await using broker = await openBroker(nats.url);
    expect(await broker.work.state("bridge")).toMatchObject({ waiting: 0, inFlight: 0 });
    const changed = { ...(spec as AnalysisSpec), title: "Other" };
    const headers = { "content-type": "application/json" };
    const again = await fetch(`${plotter}/analyses`, { method: "POST", headers, body: JSON.stringify(changed) });
    expect(again.status).toBe(422);
    expect(await again.text()).toContain('no processor serves the lane \\"bridge\\"');

    const metrics = await (await fetch(`${bridge.url}/metrics`)).text();
    expect(metrics).toContain('hzz_bridge_announced_total{status="complete"} 1');
    bridge.signal("SIGTERM");
    expect(await bridge.exited).toBe(0);
    expect(bridge.otherText()).toBe("");
  });

  it("is lost by no death of the bridge, and counts once", async () => {
    // Queues that wait for it, as messages do.
    const setUp = await startBridge();
    await setUp.end();
    // Enough of others for it to be killed in the middle each time.
    const others = ["one", "two", "three"].map((name) => allParts(bridgeRun(`Killed, ${name}`, parts)));
    for (const run of [others[0]!, allParts(bridgeRun("Killed", parts)), others[1]!, others[2]!]) await publish(run);
    await using broker = await openBroker(nats.url);
    const stop = new AbortController();
    let killed = 0;
    const kill = async (after: number) => {
      let records = 0;
      const service = startService("bridge.js", bridgeEnvironment());
      ends.push(() => service.end());
      for await (const record of broker.log.follow(undefined, { from: next, signal: stop.signal })) {
        next = record.sequence + 1;
        if (++records < after) continue;
        // It has stored something of what it holds, and not acknowledged all of it.
        await service.end();
        killed++;
        return;
      }
    };
    let next = 0;
    for await (const { sequence } of broker.log.read(undefined)) next = sequence + 1;
    for (const after of [1, 4, 9, 14]) await kill(after);
    stop.abort();
    expect(killed).toBe(4);
    const bridge = await startBridge();
    await completed("Killed");
    await drained();
    const metrics = await (await fetch(`${bridge.url}/metrics`)).text();
    expect(metrics).not.toContain("hzz_bridge_refusals_total{");
    await completed("Killed");
  });

  it("survives the death of either broker", async () => {
    const bridge = await startBridge();
    const [first, second, third] = [0, 1, 2].map((n) =>
      allParts(bridgeRun("Brokers", parts)).filter((_, i) => i % 3 === n),
    );
    await publish(first!);
    await rabbit.kill();
    await expect.poll(() => statusOf(`${bridge.url}/readyz`)).toBe(503);
    expect(await statusOf(`${bridge.url}/healthz`)).toBe(200);
    await rabbit.start();
    await nats.kill();
    await publish(second!);
    await bridge.line("A message waits, as it cannot be stored");
    await nats.start();
    await publish(third!);
    await completed("Brokers");
    await drained();
    const { channel } = await oldClient();
    const completion = await takeFrom(channel, "completion_queue");
    expect(headersOf(completion)).toMatchObject({ status: "complete" });
    await expect.poll(() => statusOf(`${bridge.url}/readyz`)).toBe(200);
  });

  it("waits in queues that were not durable, which are taken as they are", async () => {
    const { channel } = await oldClient();
    for (const queue of Object.keys(dataQueues)) await channel.assertQueue(queue, { durable: false });
    await startBridge();
    await publish(allParts(bridgeRun("Not durable", parts)));
    await completed("Not durable");
    await channel.assertQueue("signal_data_queue", { durable: false });
  });

  it("is taken again from a queue that was deleted, and made anew", async () => {
    await startBridge();
    const { channel } = await oldClient();
    await channel.deleteQueue("signal_data_queue");
    const isThere = async () => {
      const { channel: asking } = await oldClient();
      return asking.checkQueue("signal_data_queue").then(
        ({ consumerCount }) => consumerCount,
        () => 0,
      );
    };
    await expect.poll(isThere).toBe(1);
    await channel.assertQueue("signal_data_queue", { durable: true });
    await publish(allParts(bridgeRun("Made anew", parts)));
    await completed("Made anew");
  });
});

describe("what cannot be taken", { timeout: 60_000 }, () => {
  it("goes to the queue of the refused with its reason, and nothing of it stays", async () => {
    const bridge = await startBridge();
    const { channel } = await oldClient();
    const part = bridgePart(bridgeRun("Refused"), "llll", 0);
    const bodies: readonly (readonly [string, Buffer, string])[] = [
      ["signal_data_queue", Buffer.from("\x80\x04]\x94.", "latin1"), "pickle"],
      ["real_data_queue", Buffer.from("(lp0\nF1.5\na.", "latin1"), "pickle"],
      ["background_zt_data", Buffer.from("m4l"), "malformed"],
      ["background_zz_queue", toBody({ ...part, part: 3 }), "unfit"],
    ];
    const found: Record<string, unknown>[] = [];
    for (const [queue, body] of bodies) {
      channel.sendToQueue(queue, body);
      const refused = await takeFrom(channel, "hzz_bridge_refused");
      expect(refused!.content).toEqual(body);
      found.push(headersOf(refused)!);
    }
    expect(found).toMatchObject(bodies.map(([queue, , refusal]) => ({ queue, refusal })));
    expect(found[0]!["reason"]).toContain("unpickling runs code");
    expect(String(found[0]!["at"])).toMatch(/^\d{4}-.*Z$/);
    const told = bridge.lines.filter(({ message }) => message === "A message is refused");
    expect(told.map(({ refusal }) => refusal)).toEqual(["pickle", "pickle", "malformed", "unfit"]);
    await drained();
    const { analyses } = (await (await fetch(`${plotter}/analyses`)).json()) as { analyses: { title: string }[] };
    expect(analyses.map(({ title }) => title)).not.toContain("Refused");
  });
});

describe("a bridge that cannot work", { timeout: 60_000 }, () => {
  async function failureOf(env: Record<string, string>): Promise<string> {
    const service = startService("bridge.js", bridgeEnvironment({ HZZ_BROKER_WAIT_MS: "1", ...env }));
    ends.push(() => service.end());
    expect(await service.exited).toBe(1);
    return service.text();
  }

  it("says which setting it needs", async () => {
    expect(await failureOf({ HZZ_BRIDGE_URL: "" })).toContain("set HZZ_BRIDGE_URL to amqp://");
    expect(await failureOf({ HZZ_BROKER: "memory:" })).toContain("set HZZ_BROKER to nats://");
  });

  it("says which queue is not as it must be, and what to do", async () => {
    const { channel } = await oldClient();
    await channel.assertQueue("hzz_bridge_refused", { durable: false });
    const text = await failureOf({});
    expect(text).toContain("PRECONDITION_FAILED");
    expect(text).toContain("It is the bridge's own, and must be durable: take out what is in it, delete it");
  });

  it("says which queue belongs to somebody alone", async () => {
    const { channel } = await oldClient();
    await channel.assertQueue("signal_data_queue", { exclusive: true });
    expect(await failureOf({})).toContain("The queue signal_data_queue belongs to another connection alone");
  });

  it("never shows the password", async () => {
    const text = await failureOf({ HZZ_BRIDGE_URL: `amqp://guest:wrong-secret@127.0.0.1:${rabbit.port}` });
    expect(text).toContain("login");
    expect(text).not.toContain("wrong-secret");
  });
});

describe("a run over RabbitMQ alone", { timeout: 60_000 }, () => {
  it("has the old queues and the log on one server", async () => {
    await startBridge({ HZZ_BROKER: rabbit.url });
    await publish(allParts(bridgeRun("One server", parts)));
    const { channel } = await oldClient();
    const completion = await takeFrom(channel, "completion_queue");
    const { status, progress } = bridgeCompletionSchema.parse(JSON.parse(completion!.content.toString()));
    expect([status, progress.filesComplete]).toEqual(["complete", 3 * parts]);
  });
});
