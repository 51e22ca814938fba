import { describe, expect, it, onTestFinished } from "vitest";
import * as fixture from "../../test/support/fixture-log.ts";
import { appendEvents } from "../../test/support/log-writer.ts";
import { prepareAnalysis } from "../analysis/prepared-analysis.ts";
import { BrokerUnavailableError } from "../messaging/errors.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import type { Broker } from "../messaging/port.ts";
import { acceptAnalysis } from "./accept-analysis.ts";
import { readLedger } from "./read-ledger.ts";
import { sendLostWork } from "./send-lost-work.ts";

const quietMs = 20;

/** An accepted analysis, of which the broker loses all work whenever it is told to. */
async function start(state?: Broker["work"]["state"]) {
  const broker = createMemoryBroker();
  const stop = new AbortController();
  const prepared = await prepareAnalysis(fixture.spec);
  const { id } = prepared;
  await acceptAnalysis(broker, prepared, new Date());
  let view = (await readLedger(broker.log, id)).view();
  const refresh = async () => (view = (await readLedger(broker.log, id)).view());
  const lose = async () => {
    for (let run = 1; run <= view.run; run++) await broker.work.cancel(id, run);
  };
  const sent: number[] = [];
  let isLossy = false;
  const work = state === undefined ? broker.work : { ...bound(broker.work), state };
  const sending = sendLostWork({
    broker: { ...broker, work },
    prepared,
    view: () => view,
    quietMs,
    onSent: async (run) => {
      await refresh();
      if (isLossy) await lose();
      sent.push(run);
    },
    signal: stop.signal,
  });
  onTestFinished(async () => {
    stop.abort();
    await Promise.allSettled([sending]);
    await broker[Symbol.asyncDispose]();
  });
  const waiting = async () => (await broker.work.state("default")).waiting;
  const happen = async () => {
    const plan = { ...fixture.planned("run1", 1, [0, 5]), analysis: id };
    await appendEvents(broker, [plan, { ...fixture.done(plan, 0), analysis: id }]);
    return refresh();
  };
  return {
    broker,
    stop,
    sending,
    sent,
    lose,
    waiting,
    happen,
    loseAlways: () => {
      isLossy = true;
      return lose();
    },
  };
}

function bound(work: Broker["work"]): Broker["work"] {
  return {
    publish: (item) => work.publish(item),
    consume: (handle, options) => work.consume(handle, options),
    cancel: (analysis, run) => work.cancel(analysis, run),
    state: (lane) => work.state(lane),
  };
}

describe("work that the broker has lost", () => {
  it("is sent again as the next run, only what is missing, whenever all of it is gone", async () => {
    const { sent, lose, waiting, happen } = await start();
    expect(await waiting()).toBe(4);
    await happen();
    await lose();
    await expect.poll(() => sent).toEqual([2]);
    expect(await waiting()).toBe(3);
    await lose();
    await expect.poll(() => sent).toEqual([2, 3]);
    expect(await waiting()).toBe(3);
  });

  it("is not sent again while any waits", async () => {
    let looks = 0;
    const { stop, sending, sent } = await start(() => {
      if (++looks === 10) stop.abort();
      return Promise.resolve({ waiting: looks % 2, inFlight: 0, redelivered: 0, consumers: 0 });
    });
    await sending;
    expect(looks).toBe(10);
    expect(sent).toEqual([]);
  });

  it("is an error when nothing came of it three times", async () => {
    const { sending, sent, loseAlways } = await start();
    await loseAlways();
    await expect(sending).rejects.toThrow("what is missing was sent again 3 times, and nothing came of it");
    expect(sent).toEqual([2, 3, 4]);
  });

  it("is looked for again when the broker did not answer", async () => {
    let looks = 0;
    const { sent } = await start(() =>
      ++looks === 1
        ? Promise.reject(new BrokerUnavailableError("laneState"))
        : Promise.resolve({ waiting: 0, inFlight: 0, redelivered: 0, consumers: 0 }),
    );
    await expect.poll(() => sent[0]).toBe(2);
  });
});
