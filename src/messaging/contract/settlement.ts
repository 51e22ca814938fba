import { expect } from "vitest";
import type { Clauses } from "./clause.ts";
import { decode, done, gate, pause, until, type Stage } from "./stage.ts";
import { BrokerClosedError } from "../errors.ts";
import type { Delivery, Verdict } from "../port.ts";

const again = (delayMs: number): Verdict => ({ kind: "again", delayMs });
const never = new Promise<Verdict>(() => undefined);

/** When an item is settled, and what becomes of it if it is not. */
export const settlement = {
  "an item is not settled before the verdict, and gone after it": async (stage: Stage) => {
    const verdict = gate();
    let deliveries = 0;
    const handler = async () => {
      deliveries++;
      await verdict.opened;
      return done;
    };
    const running = [stage.consume(handler), stage.consume(handler, { broker: await stage.connectAnother() })];
    await stage.publish("item");
    await until("it is in flight", async () => (await stage.broker.work.state(stage.lane)).inFlight === 1);
    await pause(100);
    expect(await stage.broker.work.state(stage.lane)).toMatchObject({ waiting: 0, inFlight: 1 });
    verdict.open();
    await until("the lane is empty", () => stage.isIdle());
    await Promise.all(running.map((consumer) => consumer.stop()));
    expect(deliveries).toBe(1);
  },

  "a handler that throws has said again": async (stage: Stage) => {
    const attempts: number[] = [];
    const thrown: unknown[] = [];
    const fault = new Error("no luck");
    const running = stage.consume(
      ({ attempt }) => {
        attempts.push(attempt);
        if (attempt === 1) throw fault;
        return attempt === 2 ? Promise.reject(fault) : Promise.resolve(done);
      },
      { retryDelayMs: 10, onHandlerError: (error) => thrown.push(error) },
    );
    await stage.publish("item");
    await until("it is done", async () => attempts.length === 3 && (await stage.isIdle()));
    await running.stop();
    expect(attempts).toEqual([1, 2, 3]);
    expect(thrown).toEqual([fault, fault]);
  },

  "again comes back not before its delay, and attempts count up": async (stage: Stage) => {
    const delayMs = 150;
    const seen: { readonly attempt: number; readonly at: number }[] = [];
    const running = stage.consume(({ attempt }) => {
      seen.push({ attempt, at: performance.now() });
      return Promise.resolve(attempt < 3 ? again(delayMs) : done);
    });
    await stage.publish("item");
    await until("the third delivery is settled", async () => seen.length === 3 && (await stage.isIdle()));
    await running.stop();
    expect(seen.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    // One millisecond for clocks that round.
    expect(seen[1]!.at - seen[0]!.at).toBeGreaterThanOrEqual(delayMs - 1);
    expect(seen[2]!.at - seen[1]!.at).toBeGreaterThanOrEqual(delayMs - 1);
  },

  "an item that waits out its delay does not hold up the next": async (stage: Stage) => {
    const seen: string[] = [];
    // Longer than any machine takes for the rest; how it comes back is another clause.
    const running = stage.consume(({ body, attempt }) => {
      seen.push(`${decode(body)} ${attempt}`);
      return Promise.resolve(decode(body) === "slow" ? again(120_000) : done);
    });
    await stage.publish("slow");
    await stage.publish("next");
    await until("the next is done, and the slow one waits", async () => {
      const { waiting, inFlight } = await stage.broker.work.state(stage.lane);
      return seen.length === 2 && waiting + inFlight === 1;
    });
    await running.stop();
    expect(seen).toEqual(["slow 1", "next 1"]);
  },

  "the items of a killed consumer return, and its late verdicts change nothing": async (stage: Stage) => {
    const killed = await stage.connectAnother();
    const late = gate();
    const lost: Delivery[] = [];
    const first = stage.consume(
      async (delivery) => {
        lost.push(delivery);
        await late.opened;
        return decode(delivery.body) === "a" ? done : again(0);
      },
      { broker: killed, concurrency: 2 },
    );
    await stage.publish("a");
    await stage.publish("b");
    await until("the first consumer has them", () => lost.length === 2);
    await killed[Symbol.asyncDispose]();
    await expect(first.finished).rejects.toBeInstanceOf(BrokerClosedError);
    await until("the handlers are told", () => lost.every(({ signal }) => signal.aborted));
    late.open();
    await pause(50);
    const seen: string[] = [];
    const second = stage.consume(({ attempt, body }) => {
      seen.push(`${decode(body)} ${attempt}`);
      return Promise.resolve(done);
    });
    await until("the second consumer settled them", async () => seen.length >= 2 && (await stage.isIdle()));
    await second.stop();
    expect(seen.sort()).toEqual(["a 2", "b 2"]);
  },

  "a silent delivery is lost and comes again": {
    ackWaitMs: 2000,
    test: async (stage: Stage) => {
      const seen: Delivery[] = [];
      const running = stage.consume((delivery) => {
        seen.push(delivery);
        return delivery.attempt === 1 ? never : Promise.resolve(done);
      });
      await stage.publish("item");
      await until("the second delivery is settled", async () => seen.length === 2 && (await stage.isIdle()));
      await running.stop();
      expect(seen.map(({ attempt }) => attempt)).toEqual([1, 2]);
      expect(seen[0]!.signal.reason).toMatchObject({ name: "DeliveryLostError" });
      expect(seen[1]!.signal.aborted).toBe(false);
    },
  },

  "a long item that signals progress is not delivered again": {
    // A busy machine may keep a process waiting for a second.
    ackWaitMs: 2000,
    test: async (stage: Stage) => {
      let deliveries = 0;
      const running = stage.consume(
        async (delivery) => {
          deliveries++;
          for (let i = 0; i < 45; i++) {
            await pause(100);
            delivery.progress();
          }
          return done;
        },
        { concurrency: 2 },
      );
      await stage.publish("item");
      await until("it is done", async () => deliveries > 0 && (await stage.isIdle()));
      await running.stop();
      expect(deliveries).toBe(1);
    },
  },

  "abort drains: nothing new is taken, and consume resolves after the last verdict": async (stage: Stage) => {
    const verdict = gate();
    const seen: string[] = [];
    const ended: string[] = [];
    for (const text of ["a", "b", "c", "d"]) await stage.publish(text);
    const running = stage.consume(
      async ({ body }) => {
        seen.push(decode(body));
        await verdict.opened;
        ended.push(decode(body));
        return done;
      },
      { concurrency: 2 },
    );
    await until("two are in hand", () => seen.length === 2);
    let resolved = false;
    const finished = running.finished.then(() => {
      resolved = true;
    });
    running.abort();
    await pause(100);
    expect(resolved).toBe(false);
    verdict.open();
    await finished;
    expect(ended.sort()).toEqual(seen.sort());
    expect(seen).toHaveLength(2);
    await until("the others wait for somebody else", async () => {
      const { waiting, inFlight } = await stage.broker.work.state(stage.lane);
      return waiting === 2 && inFlight === 0;
    });
  },

  "a consumer whose signal is aborted already takes nothing": async (stage: Stage) => {
    await stage.publish("item");
    const controller = stage.controller();
    controller.abort();
    let deliveries = 0;
    await stage.broker.work.consume(
      () => {
        deliveries++;
        return Promise.resolve(done);
      },
      { lanes: [stage.lane], concurrency: 1, maxDeliveries: 1, signal: controller.signal },
    );
    expect(deliveries).toBe(0);
    expect(await stage.broker.work.state(stage.lane)).toMatchObject({ waiting: 1, inFlight: 0 });
  },
} satisfies Clauses;
