import { expect } from "vitest";
import type { Clauses } from "./clause.ts";
import { decode, done, until, type Stage } from "./stage.ts";
import { DeadLetterNotFoundError } from "../errors.ts";

/** What fails for good. */
export const dead = {
  "poison becomes a dead letter with its reason, and the next item flows": async (stage: Stage) => {
    const seen: string[] = [];
    const running = stage.consume(({ body }) => {
      seen.push(decode(body));
      return Promise.resolve(seen.length === 1 ? { kind: "dead", reason: "not JSON" } : done);
    });
    await stage.publish("{{{");
    await stage.publish("next");
    await until("both are settled", async () => seen.length === 2 && (await stage.isIdle()));
    await running.stop();
    expect(seen).toEqual(["{{{", "next"]);
    const [letter, ...others] = await stage.dead();
    expect(others).toEqual([]);
    expect(letter).toMatchObject({
      lane: stage.lane,
      analysis: stage.analysis,
      run: stage.run,
      reason: "not JSON",
      attempts: 1,
    });
    expect(decode(letter!.body)).toBe("{{{");
    expect(Math.abs(letter!.at.getTime() - Date.now())).toBeLessThan(600_000);
  },

  "beyond maxDeliveries an item is a dead letter that says why": async (stage: Stage) => {
    const attempts: number[] = [];
    const running = stage.consume(
      ({ attempt }) => {
        attempts.push(attempt);
        return Promise.reject(new Error("the disk is full"));
      },
      { maxDeliveries: 3, retryDelayMs: 10 },
    );
    await stage.publish("item");
    await until("it is dead", async () => (await stage.dead()).length === 1);
    await running.stop();
    expect(attempts).toEqual([1, 2, 3]);
    expect(await stage.isIdle()).toBe(true);
    const [letter] = await stage.dead();
    expect(letter!.attempts).toBe(3);
    expect(letter!.reason).toContain("the disk is full");
  },

  "an item that was lost with each of its consumers becomes a dead letter too": async (stage: Stage) => {
    for (let i = 1; i <= 2; i++) {
      const killed = await stage.connectAnother();
      let taken = false;
      stage.consume(
        () => {
          taken = true;
          return new Promise(() => undefined);
        },
        { broker: killed, maxDeliveries: 2 },
      );
      if (i === 1) await stage.publish("item");
      await until(`consumer ${i} has it`, () => taken);
      await killed[Symbol.asyncDispose]();
    }
    let deliveries = 0;
    const last = stage.consume(
      () => {
        deliveries++;
        return Promise.resolve(done);
      },
      { maxDeliveries: 2 },
    );
    await until("it is dead", async () => (await stage.dead()).length === 1);
    await last.stop();
    expect(deliveries).toBe(0);
    expect((await stage.dead())[0]!.attempts).toBe(2);
  },

  "a redriven dead letter is new work and no longer dead": async (stage: Stage) => {
    const attempts: number[] = [];
    const running = stage.consume(({ attempt }) => {
      attempts.push(attempt);
      return Promise.resolve(attempts.length < 3 ? { kind: "dead", reason: `death ${attempts.length}` } : done);
    });
    await stage.publish("item");
    for (const death of [1, 2]) {
      await until(`death ${death} is listed`, async () => (await stage.dead())[0]?.reason === `death ${death}`);
      await stage.broker.deadLetters.redrive((await stage.dead())[0]!.id);
    }
    await until("it is done", async () => attempts.length === 3 && (await stage.isIdle()));
    await running.stop();
    expect(attempts).toEqual([1, 1, 1]);
    expect(await stage.dead()).toEqual([]);
  },

  "dead letters are listed oldest first, and an unknown one is refused": async (stage: Stage) => {
    const running = stage.consume(({ body }) => Promise.resolve({ kind: "dead", reason: decode(body) }));
    for (const text of ["first", "second", "third"]) {
      await stage.publish(text);
      await until(`${text} is dead`, async () => (await stage.dead()).some(({ reason }) => reason === text));
    }
    await running.stop();
    const letters = await stage.dead();
    expect(letters.map(({ reason }) => reason)).toEqual(["first", "second", "third"]);
    expect(await stage.broker.deadLetters.list({ limit: 1 })).toHaveLength(1);
    await stage.broker.deadLetters.redrive(letters[1]!.id);
    await expect(stage.broker.deadLetters.redrive(letters[1]!.id)).rejects.toBeInstanceOf(DeadLetterNotFoundError);
    expect((await stage.dead()).map(({ reason }) => reason)).toEqual(["first", "third"]);
  },
} satisfies Clauses;
