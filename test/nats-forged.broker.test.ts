import { connect, headers, type NatsConnection, PermissionViolationError } from "@nats-io/transport-node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { prepareAnalysis } from "../src/analysis/prepared-analysis.ts";
import { acceptAnalysis } from "../src/ledger/accept-analysis.ts";
import { cancelAnalysis } from "../src/ledger/cancel-analysis.ts";
import { createLedgerBook, type LedgerBook } from "../src/ledger/ledger-book.ts";
import { createLogger } from "../src/logging/logger.ts";
import { formerResultsSubject, resultsSubject, workSubject } from "../src/messaging/jetstream/names.ts";
import { openBroker } from "../src/messaging/open-broker.ts";
import type { Broker } from "../src/messaging/port.ts";
import { createQueue } from "../src/processor/handle-delivery.ts";
import { encodeLogEvent } from "../src/protocol/codec.ts";
import { logEventSchema, type LogEvent } from "../src/protocol/log-event.ts";
import { isOfWork } from "../src/protocol/record-origin.ts";
import { cancelledIn, done, failureOf, fileFailed, planned, spec } from "./support/fixture-log.ts";
import { deployedConfig, loginOf, urlFor } from "./support/nats-deployed.ts";
import { startNatsServer, type TestNatsServer } from "./support/nats-server.ts";

/** What somebody with the password of the lane `zz` tries against analyses of other lanes, and what comes of it. */

const analysisIn = (lane: string, title: string) =>
  prepareAnalysis({ ...spec, title, groups: spec.groups.map((group) => ({ ...group, lane })) });

let nats: TestNatsServer;
let plotter: Broker;
let attacker: NatsConnection;
let bridge: NatsConnection;
let book: LedgerBook;
const stop = new AbortController();
beforeAll(async () => {
  nats = await startNatsServer({ config: deployedConfig("nats.conf") });
  plotter = await openBroker(urlFor(nats.url, "plotter"));
  attacker = await connect({ servers: nats.url, inboxPrefix: "_INBOX_zz", ...loginOf("zz") });
  bridge = await connect({ servers: nats.url, inboxPrefix: "_INBOX_bridge", ...loginOf("bridge") });
  const logger = createLogger({ level: "error", format: "json", write: () => undefined });
  book = createLedgerBook({ broker: plotter, logger, signal: stop.signal });
  await book.caughtUp;
});
afterAll(async () => {
  stop.abort();
  await Promise.all([attacker.close(), bridge.close()]);
  await plotter[Symbol.asyncDispose]();
  await nats.remove();
});

async function publish(subject: string, body: string | Uint8Array, msgId?: string, login = attacker): Promise<void> {
  const options = { timeout: 10_000, headers: headers() };
  if (msgId !== undefined) options.headers.set("Nats-Msg-Id", msgId);
  // As the adapter does.
  if (subject.startsWith("hzz.results.")) options.headers.set("Nats-Expected-Stream", "HZZ_RESULTS");
  const answer = (await login.request(subject, body, options)).json<{ seq?: number; error?: unknown }>();
  expect(answer.error).toBeUndefined();
  expect(answer.seq).toBeGreaterThan(0);
}

/** Under the one subject of the log that the server lets somebody with this password use. */
const forge = (event: LogEvent) => publish(resultsSubject(event.analysis, { lane: "zz" }), encodeLogEvent(event));
const bad = () => book.counts.badRecords;

const at = "2026-01-02T03:05:00Z";
const fileUnread = { name: "MalformedMessageError", message: "made up", retry: "never", attempts: 1 } as const;

/** One event of each kind of an analysis. */
const oneOfEach = (analysis: string): LogEvent[] => {
  const plan = planned("run1", 0, [0, 5]);
  const { identity } = plan;
  const whole = done(plan, 0);
  const own = { version: 1, analysis, at, run: 1 } as const;
  return [
    { ...own, kind: "begun" },
    { ...own, kind: "accepted", spec },
    { ...own, kind: "cancelled" },
    { ...own, kind: "stalled" },
    { ...own, kind: "forgotten", beyond: 2 },
    { version: 1, analysis, at, kind: "pinned", pinned: true },
    { ...plan, analysis },
    { ...whole, analysis },
    {
      ...{ ...whole, analysis, kind: "partition-part", sums: whole.sums.subarray(0, 1) },
      part: { start: 0, length: whole.sums.length, digest: "0123456789abcdef" },
    },
    { version: 1, analysis, kind: "columns-seen", sample: "run1", file: 0, entries: 5, columns: [] },
    { ...fileFailed("run1", 0), analysis },
    {
      ...{ version: 1, analysis, run: 1, sample: "run1", file: 0, kind: "partition-failed", identity },
      ...{ partition: whole.partition, failure: failureOf() },
    },
    { version: 1, analysis, run: 1, kind: "item-unreadable", item: "0123456789abcdef", failure: fileUnread },
  ];
};

it("the server takes no record of a processor but under the subject of its lane, of whatever kind", async () => {
  const events = oneOfEach("any");
  const kinds = logEventSchema.options.map(({ shape }) => shape.kind.value);
  expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(kinds));
  const refused = expect.objectContaining({ cause: expect.any(PermissionViolationError) as unknown }) as Error;
  const lanes = ["data", "default", "z-ttbar", "signal", "bridge"];
  for (const event of events) {
    const origins = isOfWork(event) ? lanes.map((lane) => ({ lane })) : [{ kind: event.kind }];
    const subjects = [...origins.map((origin) => resultsSubject("any", origin)), resultsSubject("any")];
    for (const subject of [...subjects, formerResultsSubject("any")])
      await expect(attacker.request(subject, encodeLogEvent(event)), subject).rejects.toThrow(refused);
  }
});

it("what a processor writes of analyses as a whole, or of samples of other lanes, is left aside", async () => {
  const prepared = await analysisIn("signal", "Forged kinds");
  const { id } = prepared;
  const ofWork = oneOfEach(id).filter(isOfWork);
  // Before it is known which lane is whose, nothing is told, and nothing counts.
  for (const event of ofWork) await forge(event);
  await acceptAnalysis(plotter, prepared, new Date());
  await expect.poll(() => book.get(id)?.status).toBe("running");
  const before = bad();
  for (const event of oneOfEach(id)) await forge(event);
  await expect.poll(() => bad() - before).toBe(13);
  expect(book.get(id)).toMatchObject({ status: "running", ledger: { pinned: false, stalled: false } });
  const { progress } = book.opened(id)!.view();
  expect(progress).toMatchObject({ filesPlanned: 0, filesComplete: 0, partitionsDone: 0 });
});

/** A processor makes it; it is closed again, so that it takes nothing. */
async function makeConsumer(): Promise<void> {
  await using processor = await openBroker(urlFor(nats.url, "zz"));
  const served = new AbortController();
  const options = { lanes: ["zz"], concurrency: 1, maxDeliveries: 2, signal: served.signal };
  const serving = processor.work.consume(() => Promise.resolve({ kind: "done" }), options);
  await expect.poll(async () => (await plotter.work.state("zz")).consumers).toBeGreaterThan(0);
  served.abort();
  await serving;
}

it("a record that the server is made to write under a subject which its sender may not use is left aside", async () => {
  const prepared = await analysisIn("signal", "Relayed");
  const { id } = prepared;
  await acceptAnalysis(plotter, prepared, new Date());
  await expect.poll(() => book.get(id)?.status).toBe("running");
  const before = bad();
  const { cancelled } = book.counts.events;
  await makeConsumer();
  const body = encodeLogEvent({ ...cancelledIn(1), analysis: id });
  await publish(workSubject({ lane: "zz", analysis: id, run: 1 }), body);
  const reply = resultsSubject(id, { kind: "cancelled" });
  const question = JSON.stringify({ batch: 1, no_wait: true });
  attacker.publish("$JS.API.CONSUMER.MSG.NEXT.HZZ_WORK.zz", question, { reply });
  await expect.poll(() => bad() - before).toBe(1);
  expect(book.counts.events.cancelled).toBe(cancelled);
  expect(book.get(id)?.status).toBe("running");
  // As a server may store it that puts it under the subject of the answer.
  const nc = await connect({ servers: nats.url, inboxPrefix: "_INBOX_plotter", ...loginOf("plotter") });
  await nc.request(reply, body, { timeout: 10_000 });
  await nc.close();
  await expect.poll(() => bad() - before).toBe(2);
  expect(book.get(id)?.status).toBe("running");
  // With what the log's stream alone takes, no other stream takes it.
  const marked = headers();
  marked.set("Nats-Expected-Stream", "HZZ_RESULTS");
  for (const subject of [workSubject({ lane: "zz", analysis: id, run: 1 }), `hzz.dead.zz.${id}.1`]) {
    const answer = await attacker.request(subject, body, { timeout: 10_000, headers: marked });
    expect(answer.json()).toMatchObject({
      error: { description: expect.stringContaining("expected stream") as string },
    });
  }
});

it("message ids that are used up drop no work and no record of others", async () => {
  const prepared = await analysisIn("data", "Squatted");
  const { id } = prepared;
  for (const file of ["run1/0", "run1/1", "llll/0", "eell/0"])
    await publish("hzz.work.zz.junk.1", "junk", `work/${id}/"${file}/file/1"`);
  for (const key of ["accepted/1", "cancelled/1", "file-planned/run1/0/uuid-run1-0/1", "begun/1"])
    await publish("hzz.results.junk.zz", "junk", `log/${id}/"${key}"`);
  await acceptAnalysis(plotter, prepared, new Date());
  await expect.poll(() => book.get(id)?.status).toBe("running");

  await using processor = await openBroker(urlFor(nats.url, "data"));
  const served = new AbortController();
  const logger = createLogger({ level: "error", format: "json", write: () => undefined });
  let files = 0;
  const handle = createQueue({
    broker: processor,
    maxDeliveries: 2,
    logger,
    process: async ({ sample, file }, context) => {
      const plan = { ...planned(sample.name, file.index, [0, 5]), analysis: id };
      await context.append(plan);
      await context.append({ ...done(plan, 0), analysis: id });
      if (++files === 4) served.abort();
    },
  });
  await processor.work.consume(handle, { lanes: ["data"], concurrency: 1, maxDeliveries: 2, signal: served.signal });
  await expect.poll(() => book.get(id)?.status).toBe("complete");

  const { cancelled } = book.counts.events;
  await cancelAnalysis(plotter, id, new Date(), 1);
  await expect.poll(() => book.counts.events.cancelled).toBe(cancelled + 1);
});

it("a run that nobody began, and an analysis under another id, are left aside, and the analysis can be started again", async () => {
  const prepared = await analysisIn("signal", "Forged");
  const { id } = prepared;
  await acceptAnalysis(plotter, prepared, new Date());
  await cancelAnalysis(plotter, id, new Date(), 1);
  await expect.poll(() => book.get(id)?.status).toBe("cancelled");
  const before = bad();
  const own = { version: 1, analysis: id, at } as const;
  const forge = (event: Extract<LogEvent, { kind: "accepted" }>) =>
    publish(resultsSubject(event.analysis, { kind: "accepted" }), encodeLogEvent(event), undefined, bridge);
  for (const run of [2 ** 53 - 1, 2 ** 31]) await forge({ ...own, kind: "accepted", run, spec: prepared.spec });
  await forge({ ...own, kind: "accepted", run: 2, spec: { ...spec, title: "Foreign" } });
  for (let i = 0; i < 50; i++) await forge({ ...own, analysis: `fake${i}`, kind: "accepted", run: 1, spec });
  for (const body of ["", "null", "[]", "{}", "x".repeat(100_000), "[".repeat(100_000), '{"__proto__":{},"version":1}'])
    await publish("hzz.results.__proto__.zz", body);
  await expect.poll(() => bad() - before).toBe(60);
  expect(book.list().map(({ id }) => id)).not.toContainEqual(expect.stringMatching(/^fake/));

  expect(await acceptAnalysis(plotter, prepared, new Date(), (await book.open(id))?.ledger)).toMatchObject({
    acceptance: "again",
    run: 2,
  });
  await expect.poll(() => book.get(id)).toMatchObject({ status: "running", ledger: { run: 2 } });
});
