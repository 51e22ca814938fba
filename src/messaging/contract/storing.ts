import { expect } from "vitest";
import type { Clauses } from "./clause.ts";
import { done, until, type Stage } from "./stage.ts";
import { BodyTooLargeError, BrokerClosedError, InvalidConsumeOptionsError, InvalidNameError } from "../errors.ts";

/** What "stored" means, for work and for the log. */
export const storing = {
  "a closed connection stores nothing and says so": async (stage: Stage) => {
    const closed = await stage.connectAnother();
    await closed[Symbol.asyncDispose]();
    await closed[Symbol.asyncDispose]();
    await expect(stage.publish("item", { broker: closed })).rejects.toBeInstanceOf(BrokerClosedError);
    await expect(stage.append("record", { broker: closed })).rejects.toBeInstanceOf(BrokerClosedError);
    await expect(closed.work.state(stage.lane)).rejects.toBeInstanceOf(BrokerClosedError);
    await expect(closed.work.cancel(stage.analysis, stage.run)).rejects.toBeInstanceOf(BrokerClosedError);
    await expect(closed.deadLetters.list()).rejects.toBeInstanceOf(BrokerClosedError);
    expect(await stage.isIdle()).toBe(true);
    expect(await stage.read()).toEqual([]);
  },

  "an open connection is reachable, a closed one says that it is closed": async (stage: Stage) => {
    await stage.broker.checkReachable();
    const closed = await stage.connectAnother();
    await closed.checkReachable();
    await closed[Symbol.asyncDispose]();
    await expect(closed.checkReachable()).rejects.toBeInstanceOf(BrokerClosedError);
    await stage.broker.checkReachable();
  },

  "work with a known key is dropped inside the declared window": async (stage: Stage) => {
    expect(stage.broker.capabilities.dedupWindowMs).toBeGreaterThan(0);
    expect(await stage.publish("item")).toBe("stored");
    expect(await stage.publish("item")).toBe("duplicate");
    expect(await stage.publish("item", { analysis: stage.otherAnalysis })).toBe("stored");
    let deliveries = 0;
    const running = stage.consume(() => {
      deliveries++;
      return Promise.resolve(done);
    });
    await until("both are done", async () => deliveries === 2 && (await stage.isIdle()));
    expect(await stage.publish("item")).toBe("duplicate");
    await running.stop();
    expect(deliveries).toBe(2);
  },

  "a record with a known key is stored once inside the declared window": async (stage: Stage) => {
    expect(stage.broker.capabilities.dedupWindowMs).toBeGreaterThan(0);
    expect(await stage.append("record", { dedupKey: "key" })).toBe("stored");
    expect(await stage.append("other text", { dedupKey: "key" })).toBe("duplicate");
    expect(await stage.append("record", { dedupKey: "key", analysis: stage.otherAnalysis })).toBe("stored");
    // Work and log do not share their keys.
    expect(await stage.publish("item", { dedupKey: "key" })).toBe("stored");
    expect(await stage.read()).toEqual(["record"]);
    expect(await stage.read(stage.otherAnalysis)).toEqual(["record"]);
  },

  "large bodies arrive byte by byte, and the publisher may use its buffer again": async (stage: Stage) => {
    const size = Math.min(1_000_000, stage.broker.capabilities.maxBodyBytes);
    const original = Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
    const body = original.slice();
    const { lane, analysis, run } = stage;
    const stored = stage.broker.work.publish({ lane, analysis, run, body, dedupKey: "large" });
    body.fill(0);
    await stored;
    const record = original.slice();
    const appended = stage.broker.log.append({ analysis, body: record, dedupKey: "large", origin: undefined });
    record.fill(0);
    await appended;
    let received: Uint8Array | undefined;
    const running = stage.consume((delivery) => {
      received = delivery.body.slice();
      return Promise.resolve(done);
    });
    await until("it came", () => received !== undefined);
    await running.stop();
    expect(Buffer.compare(received!, original)).toBe(0);
    for await (const { body: logged } of stage.broker.log.read(analysis))
      expect(Buffer.compare(logged, original)).toBe(0);
  },

  "an empty body is a body": async (stage: Stage) => {
    await stage.publish("", { dedupKey: "empty" });
    await stage.append("", { dedupKey: "empty" });
    const lengths: number[] = [];
    const running = stage.consume(({ body }) => {
      lengths.push(body.length);
      return Promise.resolve(done);
    });
    await until("it came", () => lengths.length === 1);
    await running.stop();
    expect(lengths).toEqual([0]);
    expect(await stage.read()).toEqual([""]);
  },

  "a body beyond the declared limit is refused and not stored": async (stage: Stage) => {
    const { lane, analysis, run } = stage;
    const body = new Uint8Array(stage.broker.capabilities.maxBodyBytes + 1);
    const work = stage.broker.work.publish({ lane, analysis, run, body, dedupKey: "too large" });
    await expect(work).rejects.toBeInstanceOf(BodyTooLargeError);
    const record = stage.broker.log.append({ analysis, body, dedupKey: "too large", origin: undefined });
    await expect(record).rejects.toBeInstanceOf(BodyTooLargeError);
    expect(await stage.isIdle()).toBe(true);
    expect(await stage.read()).toEqual([]);
  },

  "names that cannot be part of a subject are refused": async (stage: Stage) => {
    for (const name of ["", "a b", "a*", ">", ".a", "a/b", "ä", "a".repeat(129)]) {
      await expect(stage.publish("item", { lane: name })).rejects.toBeInstanceOf(InvalidNameError);
      await expect(stage.publish("item", { analysis: name })).rejects.toBeInstanceOf(InvalidNameError);
      await expect(stage.append("record", { analysis: name })).rejects.toBeInstanceOf(InvalidNameError);
      await expect(stage.broker.work.cancel(name, stage.run)).rejects.toBeInstanceOf(InvalidNameError);
      await expect(stage.consume(() => Promise.resolve(done), { lanes: [name] }).finished).rejects.toBeInstanceOf(
        InvalidNameError,
      );
    }
  },

  "a consumer that could never get anything is refused": async (stage: Stage) => {
    for (const options of [{ lanes: [] }, { concurrency: 0 }, { concurrency: 1.5 }, { maxDeliveries: 0 }])
      await expect(stage.consume(() => Promise.resolve(done), options).finished).rejects.toBeInstanceOf(
        InvalidConsumeOptionsError,
      );
  },
} satisfies Clauses;
