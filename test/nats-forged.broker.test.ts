import { connect, headers, type NatsConnection } from "@nats-io/transport-node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { prepareAnalysis } from "../src/analysis/prepared-analysis.ts";
import { acceptAnalysis } from "../src/ledger/accept-analysis.ts";
import { cancelAnalysis } from "../src/ledger/cancel-analysis.ts";
import { createLedgerBook, type LedgerBook } from "../src/ledger/ledger-book.ts";
import { createLogger } from "../src/logging/logger.ts";
import { openBroker } from "../src/messaging/open-broker.ts";
import type { Broker } from "../src/messaging/port.ts";
import { createQueue } from "../src/processor/handle-delivery.ts";
import { encodeLogEvent } from "../src/protocol/codec.ts";
import type { LogEvent } from "../src/protocol/log-event.ts";
import { cancelledIn, done, planned, spec } from "./support/fixture-log.ts";
import { deployedConfig, loginOf, urlFor } from "./support/nats-deployed.ts";
import { startNatsServer, type TestNatsServer } from "./support/nats-server.ts";

/** What somebody with the password of the lane `zz` tries against analyses of other lanes, and what comes of it. */

const analysisIn = (lane: string, title: string) =>
  prepareAnalysis({ ...spec, title, groups: spec.groups.map((group) => ({ ...group, lane })) });

let nats: TestNatsServer;
let plotter: Broker;
let attacker: NatsConnection;
let book: LedgerBook;
const stop = new AbortController();
beforeAll(async () => {
  nats = await startNatsServer({ config: deployedConfig("nats.conf") });
  plotter = await openBroker(urlFor(nats.url, "plotter"));
  attacker = await connect({ servers: nats.url, inboxPrefix: "_INBOX_zz", ...loginOf("zz") });
  const logger = createLogger({ level: "error", format: "json", write: () => undefined });
  book = createLedgerBook({ broker: plotter, logger, signal: stop.signal });
  await book.caughtUp;
});
afterAll(async () => {
  stop.abort();
  await attacker.close();
  await plotter[Symbol.asyncDispose]();
  await nats.remove();
});

async function publish(subject: string, body: string | Uint8Array, msgId?: string): Promise<void> {
  const options = { timeout: 10_000, headers: headers() };
  if (msgId !== undefined) options.headers.set("Nats-Msg-Id", msgId);
  expect((await attacker.request(subject, body, options)).json<{ seq?: number }>().seq).toBeGreaterThan(0);
}

const forge = (event: LogEvent) => publish(`hzz.results.${event.analysis}`, encodeLogEvent(event));
const bad = () => book.counts.badRecords;

it("message ids that are used up drop no work and no record of others", async () => {
  const prepared = await analysisIn("data", "Squatted");
  const { id } = prepared;
  for (const file of ["run1/0", "run1/1", "llll/0", "eell/0"])
    await publish("hzz.work.zz.junk.1", "junk", `work/${id}/"${file}/file/1"`);
  for (const key of ["accepted/1", "cancelled/1", "file-planned/run1/0/uuid-run1-0/1", "begun/1"])
    await publish("hzz.results.junk", "junk", `log/${id}/"${key}"`);
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
  await expect.poll(() => book.get(id)?.status, { timeout: 20_000 }).toBe("complete");

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
  const at = "2026-01-02T03:05:00Z";
  const own = { version: 1, analysis: id, at } as const;
  for (const run of [2 ** 53 - 1, 2 ** 31]) await forge({ ...cancelledIn(run), analysis: id });
  await forge({ ...own, kind: "forgotten", run: 2, beyond: 3 });
  await forge({ ...own, kind: "accepted", run: 2, spec: { ...spec, title: "Foreign" } });
  for (let i = 0; i < 50; i++) await forge({ ...own, analysis: `fake${i}`, kind: "accepted", run: 1, spec });
  for (const body of ["", "null", "[]", "{}", "x".repeat(100_000), "[".repeat(100_000), '{"__proto__":{},"version":1}'])
    await publish("hzz.results.__proto__", body);
  await expect.poll(() => bad() - before, { timeout: 20_000 }).toBe(61);
  expect(book.list().map(({ id }) => id)).not.toContainEqual(expect.stringMatching(/^fake/));

  expect(await acceptAnalysis(plotter, prepared, new Date(), (await book.open(id))?.ledger)).toMatchObject({
    acceptance: "again",
    run: 2,
  });
  await expect.poll(() => book.get(id)).toMatchObject({ status: "running", ledger: { run: 2 } });
});
