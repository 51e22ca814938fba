import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import { createPartStore } from "../src/bridge/store-part.ts";
import { keepAll } from "../src/config/keep-rule.ts";
import { createLedgerBook } from "../src/ledger/ledger-book.ts";
import { createLogger } from "../src/logging/logger.ts";
import { BrokerPermissionError, BrokerSetupError } from "../src/messaging/errors.ts";
import { openBroker } from "../src/messaging/open-broker.ts";
import type { DeadLetterList, LaneList } from "../src/protocol/documents/operations-document.ts";
import { logEventSchema } from "../src/protocol/log-event.ts";
import { isOfWork } from "../src/protocol/record-origin.ts";
import { allParts, bridgeRun, queueOf, toBody } from "./support/bridge-parts.ts";
import { startService } from "./support/built-service.ts";
import { numbersOfDocument, numbersOfView, postAnalysis, waitForState } from "./support/http-plotter.ts";
import { deployedConfig, type User, urlFor } from "./support/nats-deployed.ts";
import { startNatsServer } from "./support/nats-server.ts";
import { filesAtHand } from "./support/release-or-toy.ts";
import { runHzz } from "./support/run-hzz.ts";
import { runInProcess } from "./support/run-in-process.ts";
import { crowded, lanes, startServiceCluster } from "./support/service-cluster.ts";

/** The services at a broker as it is deployed, each with its own login: they may do what they need. */

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function startDeployed() {
  const folder = await mkdtemp(join(tmpdir(), "hzz-nats-services-"));
  cleanUp.push(() => rm(folder, { recursive: true }));
  const log = join(folder, "nats.log");
  const server = await startNatsServer({ config: { ...deployedConfig("swarm.conf"), args: ["--log", log] } });
  cleanUp.push(() => server.remove());
  /** What the server refused, as it wrote it down; but for the streams that a processor would make, if the plotter has not yet. */
  const refusals = async () =>
    (await readFile(log, "utf8"))
      .split("\n")
      .filter((line) => /violation/i.test(line) && !line.includes("$JS.API.STREAM.CREATE.HZZ_"));
  return { folder, url: server.url, refusals };
}

async function startServices(places: Readonly<Record<string, string>> = filesAtHand.placeSettings) {
  const deployed = await startDeployed();
  const broker = (service: string) => `${urlFor(deployed.url, service as User)}?ackWaitMs=2000`;
  const services = await startServiceCluster(broker, places, (step) => cleanUp.push(step));
  return { ...deployed, ...services };
}

async function numbersOf(spec: AnalysisSpec, mirrors: readonly string[] = filesAtHand.mirrors): Promise<unknown> {
  const { view } = await runInProcess(spec, { mirrors });
  expect(view.status).toBe("complete");
  return numbersOfView(view);
}

const request = (url: string, options: RequestInit = {}) =>
  fetch(url, { headers: { "content-type": "application/json" }, ...options });

describe("services with logins of their own", { timeout: 120_000 }, () => {
  it("give the same bits as one process, and show their lanes, without being refused anything", async () => {
    const spec = crowded(2);
    const { url, plotter, processors, refusals } = await startServices();
    const { summary } = await postAnalysis(plotter.url, spec);
    const document = await waitForState(plotter.url, summary.id, (now) => now.status !== "running");
    expect(document.status).toBe("complete");
    expect(numbersOfDocument(document)).toEqual(await numbersOf(spec));
    const served = async () => {
      const states = (await (await request(`${plotter.url}/lanes`)).json()) as LaneList;
      return states.lanes.filter(({ consumers = 0 }) => consumers > 0).map(({ name }) => name);
    };
    await expect.poll(async () => (await served()).sort()).toEqual([...lanes].sort());
    const atBroker = await runHzz(["lanes", "--json", "--broker", urlFor(url, "operator")]);
    expect([atBroker.code, atBroker.stderr]).toEqual([0, ""]);
    expect((JSON.parse(atBroker.stdout) as LaneList).deadLetters).toBe(0);
    expect(await Promise.all([plotter, ...processors].map((service) => service.stop()))).toEqual([0, 0, 0, 0, 0]);
    expect(await refusals()).toEqual([]);
  });

  it("bury what fails for good, show it, and redrive it from the plotter and from the broker", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hzz-nats-dead-"));
    cleanUp.push(() => rm(folder, { recursive: true }));
    const whole = join(await filesAtHand.folder(), "Data/data_A.4lep.root");
    const names = ["one.root", "two.root"];
    const bytes = await readFile(whole);
    for (const name of names) await writeFile(join(folder, name), bytes.subarray(0, bytes.length / 2));
    const [group] = filesAtHand.input.groups;
    const samples = names.map((name) => ({ name, files: [name] }));
    const input = { ...filesAtHand.input, groups: [{ ...group, lane: "zz", samples }] };
    const spec = parseSpec(JSON.stringify(input));
    const { url, plotter, refusals } = await startServices({ HZZ_MIRROR: folder });
    const { summary } = await postAnalysis(plotter.url, spec);
    await waitForState(plotter.url, summary.id, (now) => now.status === "incomplete");
    const { letters } = (await (await request(`${plotter.url}/dead-letters`)).json()) as DeadLetterList;
    expect(letters.map(({ lane, standing }) => [lane, standing])).toEqual([
      ["zz", "needed"],
      ["zz", "needed"],
    ]);
    for (const name of names) await copyFile(whole, join(folder, name));
    const [first, second] = letters;
    const redriven = await request(`${plotter.url}/dead-letters/${first!.id}/redrive`, { method: "POST", body: "{}" });
    expect(redriven.status).toBe(202);
    const atBroker = await runHzz(["dead", "redrive", second!.id, "--broker", urlFor(url, "operator")]);
    expect([atBroker.code, atBroker.stdout, atBroker.stderr]).toEqual([0, "Redriven: 1\n", ""]);
    const document = await waitForState(plotter.url, summary.id, (now) => now.status === "complete");
    expect(numbersOfDocument(document)).toEqual(await numbersOf(spec, [folder]));
    expect(await refusals()).toEqual([]);
  });

  it("stop when an analysis is cancelled, and take it up again", async () => {
    const spec = crowded(20);
    const { url, plotter, refusals } = await startServices();
    const { summary } = await postAnalysis(plotter.url, spec);
    await waitForState(plotter.url, summary.id, (now) => now.progress.partitionsDone > 3);
    expect((await request(`${plotter.url}/analyses/${summary.id}`, { method: "DELETE" })).status).toBe(202);
    await using broker = await openBroker(urlFor(url, "operator"));
    const left = async () => {
      const depths = await Promise.all(lanes.map((lane) => broker.work.state(lane)));
      return depths.reduce((sum, { waiting, inFlight }) => sum + waiting + inFlight, 0);
    };
    // At once, and not when the work is done or its ack wait is over.
    await expect.poll(left).toBe(0);
    const small = crowded(1);
    const next = await postAnalysis(plotter.url, small);
    const document = await waitForState(plotter.url, next.summary.id, (now) => now.status === "complete");
    expect(numbersOfDocument(document)).toEqual(await numbersOf(small));
    expect(await refusals()).toEqual([]);
  });

  it("write every record of the log that they have to", async () => {
    const { url, refusals } = await startDeployed();
    await using plotter = await openBroker(urlFor(url, "plotter"));
    const kinds = logEventSchema.options.map(({ shape }) => ({ kind: shape.kind.value }));
    const record = { analysis: "a", body: new Uint8Array(1) };
    for (const origin of kinds.filter((event) => !isOfWork(event)))
      expect(await plotter.log.append({ ...record, dedupKey: origin.kind, origin })).toBe("stored");
    for (const lane of ["data", "default", "z-ttbar", "zz", "signal"]) {
      await using processor = await openBroker(urlFor(url, lane === "default" ? "data" : (lane as User)));
      expect(await processor.log.append({ ...record, dedupKey: lane, origin: { lane } })).toBe("stored");
    }
    expect(await refusals()).toEqual([]);
  });

  it("take over the parts of other programs, as the bridge", async () => {
    const { url, refusals } = await startDeployed();
    await using plotter = await openBroker(urlFor(url, "plotter"));
    await using broker = await openBroker(urlFor(url, "bridge"));
    const stop = new AbortController();
    const logger = createLogger({ level: "error", format: "text", write: () => undefined });
    const [book, seen] = [broker, plotter].map((of) => createLedgerBook({ broker: of, logger, signal: stop.signal }));
    try {
      await Promise.all([book!.caughtUp, seen!.caughtUp]);
      const limits = { maxAnalyses: 100, keep: keepAll, label: "Elsewhere", now: () => new Date() };
      const store = createPartStore({ broker, book: book!, ...limits });
      for (const part of allParts(bridgeRun("Night"))) await store(queueOf[part.sample]!, toBody(part));
      await expect.poll(() => seen!.list().map(({ status }) => status)).toEqual(["complete"]);
      expect([seen!.counts.badRecords, await refusals()]).toEqual([0, []]);
    } finally {
      stop.abort();
    }
  });

  it("wait for the plotter to make the streams, and say so", async () => {
    const { url } = await startDeployed();
    await expect(openBroker(urlFor(url, "operator"))).rejects.toThrow(/HZZ_WORK is not there.*start the plotter/);
    const env = { HZZ_BROKER: urlFor(url, "zz"), HZZ_LANES: "zz", HZZ_PROCESSOR_PORT: "0", HZZ_WORKERS: "1" };
    const processor = startService("processor.js", env);
    cleanUp.push(() => processor.end());
    const waiting = await processor.line("Waiting for the broker");
    expect(waiting["because"]).toMatch(/HZZ_WORK is not there.*start the plotter/);
    const plotter = startService("plotter.js", { HZZ_BROKER: urlFor(url, "plotter"), HZZ_PORT: "0" });
    cleanUp.push(() => plotter.end());
    await processor.line("The processor is ready");
  });
});

describe("a service with the login of another one", () => {
  it("ends, and says which right of which user is missing", async () => {
    const { url } = await startDeployed();
    await using plotter = await openBroker(urlFor(url, "plotter"));
    await plotter.work.publish({ lane: "zz", analysis: "a", run: 1, body: new Uint8Array(1), dedupKey: "a" });
    const env = { HZZ_BROKER: urlFor(url, "signal"), HZZ_LANES: "zz", HZZ_PROCESSOR_PORT: "0", HZZ_WORKERS: "1" };
    const processor = startService("processor.js", env);
    cleanUp.push(() => processor.end());
    expect(await processor.exited).not.toBe(0);
    expect(processor.text()).toMatch(
      /the user \\?"signal\\?" may not publish to \\?"\$JS\.API\.CONSUMER\.INFO\.HZZ_WORK\.zz/,
    );
    expect(processor.text()).not.toContain("_Pw");
  });

  it("is told by every call, within the time of a round trip", async () => {
    const { url } = await startDeployed();
    await using plotter = await openBroker(urlFor(url, "plotter"));
    await using bridge = await openBroker(urlFor(url, "bridge"));
    await using signal = await openBroker(urlFor(url, "signal"));
    const item = { analysis: "a", run: 1, body: new Uint8Array(1), dedupKey: "a" };
    const reading = async () => {
      for await (const record of signal.log.read(undefined)) expect(record).toBeUndefined();
    };
    const following = async () => {
      for await (const record of signal.log.follow("a", { signal: new AbortController().signal }))
        expect(record).toBeUndefined();
    };
    const consuming = { lanes: ["zz"], concurrency: 1, maxDeliveries: 1, signal: new AbortController().signal };
    await plotter.log.append({ ...item, origin: { kind: "begun" } });
    const refused = [
      () => signal.work.publish({ ...item, lane: "zz" }),
      () => signal.work.consume(() => Promise.resolve({ kind: "done" }), consuming),
      () => plotter.work.consume(() => Promise.resolve({ kind: "done" }), consuming),
      () => signal.work.state("zz"),
      () => signal.work.cancel("a", 1),
      () => bridge.work.cancel("a", 1),
      () => bridge.deadLetters.list({ id: "1" }),
      () => signal.deadLetters.redrive("1"),
      following,
      reading,
    ];
    for (const call of refused) {
      const begun = performance.now();
      await expect(call()).rejects.toBeInstanceOf(BrokerPermissionError);
      // The longest wait for an answer, which never comes.
      expect(performance.now() - begun).toBeLessThan(5000);
    }
  });

  it("is not let in with a password that is not right, which no message shows", async () => {
    const { url } = await startDeployed();
    const opening = expect(openBroker(urlFor(url, "zz").replace("_Pw", "_wrong"))).rejects;
    await opening.toBeInstanceOf(BrokerSetupError);
    await opening.toThrow(/Authorization Violation.*login right/);
    await opening.not.toThrow(/_wrong/);
  });
});
