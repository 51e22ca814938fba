import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { freePort } from "../../../test/support/free-ports.ts";
import { fileItem, partitionDone, partitionItem, planned } from "../../../test/support/work-items.ts";
import { layoutOf } from "../../analysis/layout.ts";
import { createLogger } from "../../logging/logger.ts";
import { createMemoryBroker } from "../../messaging/memory.ts";
import { createMetrics } from "../../metrics/metrics.ts";
import { decodeLogEvent, decodeWorkItem, encodeWorkItem, logEventToJson } from "../../protocol/codec.ts";
import type { LogEvent } from "../../protocol/log-event.ts";
import type { FileWorkItem, PartitionWorkItem, WorkItem } from "../../protocol/work-item.ts";
import { runProcessor } from "../run-processor.ts";
import { FunctionPool, type FunctionPoolOptions } from "./function-pool.ts";

type Answer = (item: WorkItem, response: ServerResponse, request: IncomingMessage) => void;

/** A function that answers as a test says; `items` are those that it was given. */
async function startFunction(answer: Answer) {
  const items: WorkItem[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const item = decodeWorkItem(Buffer.concat(chunks)) as WorkItem;
      items.push(item);
      answer(item, response, request);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, items };
}

function deltaOf(item: PartitionWorkItem) {
  const layout = layoutOf(item.recipe);
  const sums = new Float64Array(layout.length).fill(0.1);
  return { ...partitionDone(item), layout: layout.fingerprint, sums };
}

/** What the function of a release answers: a plan of three partitions and the first of them, or the partition. */
function eventsOf(item: WorkItem): LogEvent[] {
  if (item.kind === "partition") return [deltaOf(item)];
  const first = partitionItem(0, item.file.path);
  return [planned(item), { ...deltaOf({ ...first, ...item, kind: "partition" }) }];
}

const send = (response: ServerResponse, status: number, body: unknown, headers = {}) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
const answerWith = (response: ServerResponse, events: readonly LogEvent[], status = 200) =>
  send(response, status, { events: events.map(logEventToJson), work: [] });
const good: Answer = (item, response) => answerWith(response, eventsOf(item));

/** A broker in memory, and a processor that hands the work of the lane zz to functions. */
function start(functions: readonly string[], options: Partial<FunctionPoolOptions> = {}) {
  const broker = createMemoryBroker();
  const lines: string[] = [];
  const logger = createLogger({ level: "debug", format: "json", write: (line) => lines.push(line) });
  const metrics = createMetrics("processor");
  const pool = new FunctionPool({
    ...{ functions, perFunction: 1, token: "", timeoutMs: 60_000, logger, metrics, pauseMs: 1 },
    ...options,
  });
  const stop = new AbortController();
  const finished = runProcessor({
    ...{ broker, lanes: ["zz"], concurrency: pool.concurrency, maxDeliveries: 2, retryDelayMs: 1 },
    ...{ process: pool.run, signal: stop.signal, handBack: stop.signal, logger },
  });
  onTestFinished(async () => {
    stop.abort(new Error("the test is over"));
    await finished;
    await broker[Symbol.asyncDispose]();
  });
  let sent = 0;
  return {
    ...{ broker, lines, pool, metrics },
    publish: (item: WorkItem) =>
      broker.work.publish({
        ...{ lane: "zz", analysis: item.analysis, run: item.run },
        ...{ body: encodeWorkItem(item), dedupKey: String(++sent) },
      }),
    /** When nothing is left to do. */
    events: async (): Promise<LogEvent[]> => {
      await expect.poll(async () => broker.work.state("zz")).toMatchObject({ waiting: 0, inFlight: 0 });
      return logOf(broker);
    },
    inHand: async () => (await broker.work.state("zz")).inFlight,
  };
}

async function logOf(broker: ReturnType<typeof createMemoryBroker>): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  for await (const record of broker.log.read("a1")) events.push(decodeLogEvent(record.body));
  return events;
}

/** One that answers so, and then, or in its place, one that does what is asked. */
async function beside(answer: Answer, options: Partial<FunctionPoolOptions> = {}) {
  const bad = await startFunction(answer);
  const other = await startFunction(good);
  return { bad, other, ...start([bad.url, other.url], options) };
}

const item = partitionItem(1);
const done = [deltaOf(item)];

describe("a pool of functions", () => {
  it("has a file planned and its partitions done, and stores all that comes of it", async () => {
    const one = await startFunction(good);
    const { publish, events } = start([one.url], { perFunction: 3 });
    const file: FileWorkItem = { ...fileItem(), token: "0".repeat(32), turn: "batch" };
    await publish(file);
    const stored = await events();
    expect(stored.map(({ kind }) => kind).sort()).toEqual([
      "file-planned",
      "partition-done",
      "partition-done",
      "partition-done",
    ]);
    expect(stored.find(({ kind }) => kind === "partition-done")).toMatchObject({ seen: 100, sums: done[0]!.sums });
    expect(one.items.map(({ kind }) => kind).sort()).toEqual(["file", "partition", "partition"]);
    // What makes the keys of records is not a function's business.
    for (const given of one.items) expect([given.token, given.turn]).toEqual([undefined, undefined]);
  });

  it("asks no function for more at once than it may", async () => {
    let [now, most] = [0, 0];
    const one = await startFunction((given, response) => {
      most = Math.max(most, ++now);
      setImmediate(() => {
        now--;
        good(given, response, undefined as never);
      });
    });
    const { publish, events } = start([one.url], { perFunction: 2 });
    for (let i = 0; i < 20; i++) await publish(partitionItem(i % 3, `${i}.root`, "a1"));
    await events();
    expect(one.items).toHaveLength(20);
    expect(most).toBeLessThanOrEqual(2);
  });

  it("sends its token, and follows no address that a function leads to", async () => {
    const sent: unknown[] = [];
    const elsewhere = await startFunction(good);
    const { publish, events, bad, lines } = await beside(
      (_, response, request) => {
        sent.push(request.headers.authorization);
        response.writeHead(307, { location: `${elsewhere.url}/work` }).end();
      },
      { token: "a-token-for-tests" },
    );
    await publish(item);
    expect(await events()).toEqual(done);
    expect(sent).toEqual(["Bearer a-token-for-tests"]);
    expect(elsewhere.items).toEqual([]);
    expect(lines.join("")).toContain(`"function":"${bad.url}","because":"there is no POST /work (307)`);
  });

  it("stores a delta once that came twice", async () => {
    const one = await startFunction(good);
    const { publish, events } = start([one.url]);
    await publish(item);
    await publish(item);
    expect(await events()).toEqual(done);
    expect(one.items).toHaveLength(2);
  });
});

describe("an item is done elsewhere where a function", () => {
  const other = partitionItem(2);
  const short = { ...deltaOf(item), seen: 99 };
  const narrow = { ...deltaOf(item), sums: Float64Array.of(1) };
  const replaced = { ...deltaOf(item), identity: { ...item.identity, uuid: "another" } };
  const faults: Record<string, readonly [answer: Answer, said: RegExp]> = {
    "dies in the middle of its answer": [
      (_, response) => {
        response.writeHead(200, { "content-length": 5000 });
        response.write('{"events":[', () => response.destroy());
      },
      /broke off before its answer was complete/,
    ],
    "dies before it": [(_, response) => response.destroy(), /broke off/],
    "answers other bytes": [(_, response) => response.end("\u0000<html>"), /there are no events; it begins .*html/],
    "answers events that are none": [(_, response) => send(response, 200, { events: [7] }), /event 0 cannot be read/],
    "answers nothing": [(_, response) => answerWith(response, []), /no event says that its partition is done/],
    "answers twice": [(_, response) => answerWith(response, [...done, ...done]), /several partition-done events/],
    "answers another item": [(_, response) => answerWith(response, [deltaOf(other)]), /another partition is done/],
    "answers another file": [
      (_, response) => answerWith(response, [{ ...done[0]!, file: 1 }]),
      /event 0 \(partition-done\) is about another item/,
    ],
    "answers another analysis": [
      (_, response) => answerWith(response, [{ ...done[0]!, analysis: "a2" }]),
      /about another item/,
    ],
    "answers what no processor of its lane may say": [
      (given, response) =>
        answerWith(response, [
          ...done,
          { version: 1, analysis: "a1", kind: "cancelled", at: "2026-01-01T00:00:00Z", run: given.run },
        ]),
      /event 1 is cancelled, which such an item does not yield/,
    ],
    "saw too few entries": [(_, response) => answerWith(response, [short]), /99 entries were seen, of 100/],
    "gives sums of another recipe": [(_, response) => answerWith(response, [narrow]), /its sums have layout/],
    "read another version of the file": [
      (_, response) => answerWith(response, [replaced]),
      /another version of the file/,
    ],
    "failed without a reason": [(_, response) => send(response, 422, { detail: "no" }), /422.*there are no events/],
    "was ended by its platform": [(_, response) => response.writeHead(500).end("Error 1102"), /answered 500/],
  };

  it.each(Object.entries(faults))("%s", async (_, [answer, said]) => {
    const { publish, events, bad, other, lines, metrics } = await beside(answer);
    await publish(item);
    expect(await events()).toEqual(done);
    expect([bad.items.length, other.items.length]).toEqual([1, 1]);
    const warning = lines.find((line) => line.includes("gave no answer"))!;
    expect(warning).toContain(bad.url);
    expect(warning).toMatch(said);
    expect(await metrics.text()).toContain(`function_requests_total{function="${bad.url}",outcome="fault"} 1`);
  });

  it("hangs", async () => {
    const { publish, events, bad, other, lines } = await beside(() => undefined, { timeoutMs: 200 });
    await publish(item);
    // On a busy machine the other one may take as long; then the item comes again.
    await expect.poll(() => other.items.length).toBeGreaterThan(0);
    expect(lines.join("")).toMatch(/gave no answer within 200 ms \(HZZ_ITEM_TIMEOUT_MS\)/);
    expect(bad.items.length).toBeGreaterThan(0);
    await events();
  });

  it.each([429, 503])("has too much to do (%i with Retry-After), and is left alone for so long", async (status) => {
    const { publish, events, bad, other, lines } = await beside((_, response) =>
      send(response, status, { detail: "quota" }, { "retry-after": "3600" }),
    );
    for (let i = 0; i < 3; i++) await publish(partitionItem(i));
    expect(await events()).toHaveLength(3);
    expect([bad.items.length, other.items.length]).toEqual([1, 3]);
    expect(lines.join("")).toContain(`it has too much to do (${status}: quota)","forMs":600000`);
  });

  it("is not there", async () => {
    const one = await startFunction(good);
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const { publish, events, lines } = start([nobody, one.url]);
    await publish(item);
    expect(await events()).toEqual(done);
    expect(lines.join("")).toContain(`"function":"${nobody}","because":"it cannot be reached (ECONNREFUSED)"`);
  });
});

describe("an item of a pool of functions", () => {
  it("is not lost where the token is wrong everywhere, waits with the reason told, and is done once it is right", async () => {
    let isRight = false;
    const one = await startFunction((given, response, request) => {
      if (isRight) good(given, response, request);
      else send(response, 401, { detail: "The token is another one." });
    });
    const { publish, events, pool, inHand, lines, broker } = start([one.url], { token: "a-wrong-token-of-tests" });
    await publish(item);
    // More often than an item may be tried.
    await expect.poll(() => one.items.length).toBeGreaterThan(4);
    expect(await inHand()).toBe(1);
    expect(await logOf(broker)).toEqual([]);
    expect(pool.whyIdle()).toBe(
      `No function takes work: ${one.url}: it refuses the token (401: The token is another one.); ` +
        "set HZZ_FUNCTIONS_TOKEN to one that it takes",
    );
    expect(lines.join("")).not.toContain("a-wrong-token-of-tests");
    isRight = true;
    expect(await events()).toEqual(done);
    expect(pool.whyIdle()).toBeUndefined();
  });

  it("is given up, with the reason in the log, when no function ever answers it", async () => {
    const { publish, events, bad, broker } = await beside((_, response) => response.destroy());
    bad.items.length = 0;
    const pool = start([bad.url]);
    await pool.publish(item);
    const [failed] = await pool.events();
    expect(failed).toMatchObject({ kind: "partition-failed", partition: item.partition });
    expect(failed).toMatchObject({ failure: { name: "FunctionFaultError", attempts: 2 } });
    expect(bad.items).toHaveLength(2);
    // Others that share nothing but the address are served meanwhile.
    await publish(item);
    expect(await events()).toEqual(done);
    expect(await logOf(broker)).toHaveLength(1);
  });

  it("fails for good where a function says so, by the name of the error there, and keeps its plan", async () => {
    const file = fileItem();
    const failure = { name: "BranchNotFoundError", message: "no such branch", retry: "never", attempts: 1 } as const;
    const failed = { ...partitionItem(0), kind: "partition-failed", sample: "data_A", file: 0, failure } as const;
    const { version, analysis, kind, run, sample, identity, partition } = failed;
    const event: LogEvent = { version, analysis, kind, run, sample, file: 0, identity, partition, failure };
    const one = await startFunction((given, response, request) => {
      if (given.kind === "partition") good(given, response, request);
      else answerWith(response, [planned(file), event], 422);
    });
    const { publish, events } = start([one.url]);
    await publish(file);
    const stored = await events();
    expect(stored.map((each) => each.kind).sort()).toEqual([
      "file-planned",
      "partition-done",
      "partition-done",
      "partition-failed",
    ]);
    expect(stored.find((each) => each.kind === "partition-failed")).toMatchObject({
      failure: {
        ...failure,
        message: `no such branch (told by the function at ${one.url})`,
      },
    });
  });

  it("is tried again later where it failed for now, and no function is blamed", async () => {
    let first = true;
    const one = await startFunction((given, response, request) => {
      const isFirst = first;
      first = false;
      if (!isFirst) good(given, response, request);
      else send(response, 503, { detail: "server down", failure: "SourceUnavailableError" }, { "retry-after": "0" });
    });
    const { publish, events, lines, pool } = start([one.url]);
    await publish(item);
    expect(await events()).toEqual(done);
    expect(pool.whyIdle()).toBeUndefined();
    expect(lines.join("")).toMatch(/Item failed, to be tried again.*503: server down/);
  });
});
