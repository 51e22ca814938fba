import { describe, expect, it, onTestFinished } from "vitest";
import { ProcessorStoppingError, WorkerTimeoutError } from "./errors.ts";
import { fileItem, partitionDone, partitionItem, planned } from "../../test/support/work-items.ts";
import type { ProcessItem } from "./process-context.ts";
import { createProcessorModule, type ProcessorModule, type ProcessorModuleOptions } from "./processor-module.ts";
import { type ProcessorOptions, runProcessor } from "./run-processor.ts";
import { AppError } from "../errors/app-error.ts";
import { createLogger } from "../logging/logger.ts";
import { createMemoryBroker, type MemoryBroker } from "../messaging/memory.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { decodeLogEvent, encodeWorkItem, logEventToJson } from "../protocol/codec.ts";
import type { WorkItem } from "../protocol/work-item.ts";

class GoneError extends AppError {
  readonly retry = "never";
}
class AwayError extends AppError {
  readonly retry = "later";
}

const idle: ProcessItem = () => Promise.resolve();

/** Plans a file into three partitions, as the real one does; of a partition, yields what it contributes. */
const yieldAll: ProcessItem = async (item, context) => {
  if (item.kind === "file") {
    for (const index of [1, 2]) await context.publish(partitionItem(index));
    await context.append(planned(item));
    await context.append(partitionDone(partitionItem(0)));
  } else await context.append(partitionDone(item));
};

const textOf = (item: WorkItem) => new TextDecoder().decode(encodeWorkItem(item));

/** A process function whose items end when they are told to, or when they are aborted. */
function held() {
  const ends: (() => void)[] = [];
  const process: ProcessItem = (_, { signal }) =>
    new Promise((resolve, reject) => {
      ends.push(resolve);
      signal.addEventListener("abort", () => {
        reject(signal.reason as Error);
      });
    });
  return {
    process,
    started: (count: number) => expect.poll(() => ends.length, { timeout: 45_000 }).toBe(count),
    end: () => {
      for (const end of ends) end();
    },
  };
}

function setup(process: ProcessItem, options: Partial<ProcessorModuleOptions> & { broker?: MemoryBroker } = {}) {
  const broker = options.broker ?? createMemoryBroker();
  const lines: string[] = [];
  const logger = createLogger({ level: "info", format: "json", write: (line) => lines.push(line) });
  const stop = new AbortController();
  const handBack = new AbortController();
  const module = createProcessorModule({
    broker,
    process,
    logger,
    metrics: createMetrics("processor"),
    maxDeliveries: 2,
    retryDelayMs: 1500,
    concurrency: 2,
    isConsuming: () => true,
    stop: stop.signal,
    handBack: handBack.signal,
    ...options,
  });
  onTestFinished(() => broker[Symbol.asyncDispose]());
  const get = (path: string) => module.fetch(new Request(`http://x${path}`));
  const post = (item: WorkItem | string, init: RequestInit = {}) => {
    const body = typeof item === "string" ? item : textOf(item);
    const headers = { "content-type": "application/json" };
    return module.fetch(new Request("http://x/work", { method: "POST", body, headers, ...init }));
  };
  return { broker, lines, logger, module, stop, handBack, get, post };
}

/** Gives the work of the lane zz to the module. */
function consume({ queue }: ProcessorModule, options: Pick<ProcessorOptions, "broker" | "logger" | "signal">) {
  const process = () => Promise.reject(new Error("the module processes items, not the loop"));
  return runProcessor({ ...options, lanes: ["zz"], concurrency: 1, maxDeliveries: 2, process }, queue);
}

describe("POST /work", () => {
  it("answers with the events and the further work of an item, as they cross a broker", async () => {
    const { post } = setup(yieldAll);
    const response = await post(fileItem());
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      events: [planned(fileItem()), logEventToJson(partitionDone(partitionItem(0)))],
      work: [partitionItem(1), partitionItem(2)],
    });
  });

  it.each([
    { beside: 2, label: "others", status: 503 },
    { beside: 0, label: "none", status: 422 },
  ])("says of an item that took too long whether another try may help: %o", async ({ beside, label, status }) => {
    const { post, get } = setup(() => Promise.reject(new WorkerTimeoutError(700, beside)));
    const response = await post(fileItem());
    expect(response.status).toBe(status);
    expect(((await response.json()) as { detail: string }).detail).toContain("longer than 700 ms");
    expect(await (await get("/metrics")).text()).toContain(
      `hzz_processor_item_timeouts_total{lane="(http)",beside="${label}"} 1\n`,
    );
  });

  it("gives the events that the queue stores for the same item", async () => {
    const { broker, module, post, logger } = setup(yieldAll);
    const body = encodeWorkItem(fileItem());
    await broker.work.publish({ lane: "zz", analysis: "a1", run: 1, body, dedupKey: "1" });
    const stop = new AbortController();
    const loop = consume(module, { broker, logger, signal: stop.signal });
    const logged: unknown[] = [];
    for await (const record of broker.log.follow("a1", { signal: stop.signal })) {
      logged.push(logEventToJson(decodeLogEvent(record.body)));
      // Two of the file, and one of each further partition.
      if (logged.length === 4) stop.abort();
    }
    await loop;
    const answered = (await (await post(fileItem())).json()) as { events: unknown[]; work: WorkItem[] };
    const further = [];
    for (const item of answered.work)
      further.push(...((await (await post(item)).json()) as { events: unknown[] }).events);
    expect([...answered.events, ...further]).toEqual(logged);
  });

  it("tells what failed for good, with its failure event and what was yielded before", async () => {
    const { post } = setup(async (item, context) => {
      await context.publish(partitionItem(1));
      if (item.kind === "file") await context.append(planned(item));
      throw new GoneError("Basket broken", { file: "x.root" });
    });
    const response = await post(fileItem());
    expect(response.status).toBe(422);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({
      title: "Failed for good",
      detail: "GoneError: Basket broken (file x.root)",
      instance: "/work",
      events: [
        planned(fileItem()),
        { kind: "partition-failed", partition: { index: 0 }, failure: { name: "GoneError", retry: "never" } },
      ],
      work: [partitionItem(1)],
    });
  });

  it("tells an unforeseen error without its stack, which goes into the log of the process", async () => {
    const { post, lines } = setup(() => Promise.reject(new TypeError("x is undefined")));
    const response = await post(partitionItem(1));
    expect(response.status).toBe(422);
    const text = await response.text();
    expect(text).toContain("UnforeseenError: TypeError: x is undefined");
    expect(text).not.toContain("processor-module.test");
    expect(lines.join("")).toContain("processor-module.test");
  });

  it("says when to try again what may succeed later", async () => {
    const { post } = setup(() => Promise.reject(new AwayError("Server away")));
    const response = await post(fileItem());
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("2");
    expect(await response.json()).toMatchObject({ title: "Failed for now", detail: "Server away" });
  });

  it.each([
    ["nothing", "", undefined],
    ["no JSON", "{", undefined],
    ["an item of another version", '{"version":2}', "version"],
    ["an item that is not whole", '{"version":1,"kind":"file"}', "analysis"],
  ])("refuses %s", async (_, body, field) => {
    const { post, lines } = setup(idle);
    const response = await post(body);
    expect(response.status).toBe(400);
    const problem = (await response.json()) as { title: string; errors: { path: string }[] };
    expect(problem.title).toBe("Not a work item");
    expect(problem.errors[0]?.path).toBe(field);
    expect(lines).toEqual([]);
  });

  it("refuses what is not sent as JSON, and what is too large", async () => {
    const { post } = setup(idle);
    expect((await post(fileItem(), { headers: { "content-type": "text/plain" } })).status).toBe(415);
    expect((await post(" ".repeat(8_000_001))).status).toBe(413);
  });

  it("takes so many at once as it may, and sends the others away for a moment", async () => {
    const { process, started, end } = held();
    const { post } = setup(process, { concurrency: 2 });
    const inWork = [post(fileItem()), post(fileItem())];
    const refused = await post(fileItem());
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("1");
    await started(2);
    end();
    expect((await Promise.all(inWork)).map(({ status }) => status)).toEqual([200, 200]);
    const next = post(fileItem());
    await started(3);
    end();
    expect((await next).status).toBe(200);
  });

  it("takes nothing new once it is stopping, and finishes what is in hand", async () => {
    const { process, started, end } = held();
    const { post, stop } = setup(process);
    const inWork = post(fileItem());
    await started(1);
    stop.abort();
    expect((await post(fileItem())).status).toBe(503);
    end();
    expect((await inWork).status).toBe(200);
  });

  it("tells the client to ask again when it has to end before the item is done", async () => {
    const { process, started } = held();
    const { post, handBack } = setup(process);
    const inWork = post(fileItem());
    await started(1);
    handBack.abort(new ProcessorStoppingError());
    const response = await inWork;
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("1");
    expect(await response.json()).toMatchObject({ title: "Stopped" });
  });

  it("stops an item whose client has gone", async () => {
    const { process, started } = held();
    const { post } = setup(process);
    const client = new AbortController();
    const answer = post(fileItem(), { signal: client.signal });
    await started(1);
    client.abort();
    expect((await answer).status).toBe(503); // which nobody reads
  });
});

describe("GET /healthz, /readyz and /startedz", () => {
  it("are well while the processor consumes and its broker is there", async () => {
    const { get } = setup(idle);
    for (const path of ["/healthz", "/readyz", "/startedz"]) {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get("cache-control")).toBe("no-store");
    }
  });

  it.each([
    ["the broker does not answer", "The broker does not answer.", "broker"],
    ["nothing is taken from the lanes", "The processor takes no work from its lanes.", "loop"],
    ["the processor is stopping", "The processor is stopping.", "stop"],
  ])("say that it is alive and not ready when %s", async (_, detail, what) => {
    const { get, broker, stop } = setup(idle, { isConsuming: () => what !== "loop" });
    if (what === "broker") await broker[Symbol.asyncDispose]();
    if (what === "stop") stop.abort();
    expect((await get("/healthz")).status).toBe(200);
    const response = await get("/readyz");
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ title: "Not ready", detail });
    expect(await (await get("/startedz")).json()).toMatchObject({ title: "Not started", detail });
  });

  it("say that it has started, also when the broker is away later", async () => {
    const { get, broker } = setup(idle);
    expect((await get("/readyz")).status).toBe(200);
    await broker[Symbol.asyncDispose]();
    expect((await get("/readyz")).status).toBe(503);
    expect((await get("/startedz")).status).toBe(200);
  });
});

describe("GET /metrics", () => {
  it("counts items by lane and outcome, what they read, and requests", async () => {
    const { broker, module, get, post, logger } = setup((item, context) =>
      item.file.path === "away" ? Promise.reject(new AwayError("Server away")) : yieldAll(item, context),
    );
    const items = [partitionItem(1), partitionItem(2), fileItem("away", "a1", 1)];
    for (const [key, item] of items.entries())
      await broker.work.publish({
        lane: "zz",
        analysis: "a1",
        run: 1,
        body: encodeWorkItem(item),
        dedupKey: String(key),
      });
    const stop = new AbortController();
    const loop = consume(module, { broker, logger, signal: stop.signal });
    await expect.poll(async () => (await broker.deadLetters.list()).length, { timeout: 45_000 }).toBe(1);
    stop.abort();
    await loop;
    await post(partitionItem(0));
    const response = await get("/metrics");
    expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
    const lines = (await response.text()).split("\n").filter((line) => !line.startsWith("#"));
    expect(lines).toEqual(
      expect.arrayContaining([
        'hzz_processor_items_total{lane="zz",outcome="done"} 2',
        'hzz_processor_items_total{lane="zz",outcome="again"} 1',
        'hzz_processor_items_total{lane="zz",outcome="dead"} 1',
        'hzz_processor_items_total{lane="(http)",outcome="done"} 1',
        'hzz_processor_item_duration_seconds_count{lane="zz"} 4',
        "hzz_processor_items_in_flight 0",
        "hzz_processor_redeliveries_total 1",
        'hzz_processor_entries_total{lane="zz"} 200',
        'hzz_processor_entries_total{lane="(http)"} 100',
        'hzz_processor_partitions_total{lane="zz"} 2',
        'hzz_processor_partition_duration_seconds_count{lane="zz"} 2',
        'hzz_processor_read_bytes_total{lane="zz"} 4',
        'hzz_processor_read_requests_total{lane="zz"} 2',
        'hzz_processor_failures_total{lane="zz",error="AwayError"} 1',
        'hzz_processor_http_request_duration_seconds_count{method="POST",route="/work",status="200"} 1',
      ]),
    );
  });

  it("counts what was cancelled as stopped", async () => {
    const { broker, module, get, logger } = setup(held().process);
    await broker.work.publish({ lane: "zz", analysis: "a1", run: 1, body: encodeWorkItem(fileItem()), dedupKey: "1" });
    const stop = new AbortController();
    const loop = consume(module, { broker, logger, signal: stop.signal });
    const metrics = async () => (await get("/metrics")).text();
    await expect.poll(metrics, { timeout: 45_000 }).toContain("hzz_processor_items_in_flight 1\n");
    await broker.work.cancel("a1", 1);
    stop.abort();
    await loop;
    expect(await metrics()).toContain('hzz_processor_items_total{lane="zz",outcome="stopped"} 1\n');
  });
});
