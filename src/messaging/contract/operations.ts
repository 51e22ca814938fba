import { expect } from "vitest";
import type { Clauses } from "./clause.ts";
import { decode, done, gate, until, type Stage } from "./stage.ts";
import { BrokerClosedError, InvalidNameError } from "../errors.ts";

/** What whoever operates a broker asks and does. What a broker cannot tell is `undefined`. */
export const operations = {
  "a lane tells of items that were delivered before, and of those who ask for items": async (stage: Stage) => {
    const { broker, lane } = stage;
    const none = await broker.work.state(lane);
    expect(none).toMatchObject({ waiting: 0, inFlight: 0 });
    expect([0, undefined]).toContain(none.redelivered);
    expect([0, undefined]).toContain(none.consumers);
    await stage.publish("item");
    expect(await broker.work.state(lane)).toEqual({ ...none, waiting: 1 });
    const second = gate();
    const verdict = gate();
    const running = stage.consume(
      async ({ attempt }) => {
        if (attempt === 1) return { kind: "again", delayMs: 0 };
        second.open();
        await verdict.opened;
        return done;
      },
      { concurrency: 2 },
    );
    await second.opened;
    const inHand = await broker.work.state(lane);
    expect(inHand).toMatchObject({ waiting: 0, inFlight: 1 });
    expect([1, undefined]).toContain(inHand.redelivered);
    await until("the free slot asks", async () => (await broker.work.state(lane)).consumers !== 0);
    expect((await broker.work.state(stage.otherLane)).inFlight).toBe(0);
    verdict.open();
    await until("it is settled", () => stage.isIdle());
    expect((await broker.work.state(lane)).redelivered).toBe(none.redelivered);
    await running.stop();
    await until("nobody asks any more", async () => (await broker.work.state(lane)).consumers === none.consumers);
  },

  "a closed connection tells nothing and settles nothing, and a wrong name is refused": async (stage: Stage) => {
    await expect(stage.broker.work.state("a b")).rejects.toBeInstanceOf(InvalidNameError);
    const closed = await stage.connectAnother();
    await closed[Symbol.asyncDispose]();
    await expect(closed.work.state(stage.lane)).rejects.toBeInstanceOf(BrokerClosedError);
    await expect(closed.deadLetters.count()).rejects.toBeInstanceOf(BrokerClosedError);
    await expect(closed.deadLetters.settle(() => "drop")).rejects.toBeInstanceOf(BrokerClosedError);
  },

  "dead letters are listed by their id and by their analysis, and counted": async (stage: Stage) => {
    const before = await stage.broker.deadLetters.count();
    const running = stage.consume(({ body }) => Promise.resolve({ kind: "dead", reason: decode(body) }));
    await stage.publish("mine 1");
    await stage.publish("other", { analysis: stage.otherAnalysis });
    await until("both are dead", async () => (await stage.dead()).length === 2);
    await stage.publish("mine 2");
    await until("all are dead", async () => (await stage.dead()).length === 3);
    await running.stop();
    expect(await stage.broker.deadLetters.count()).toBe(before + 3);
    const { broker, analysis, otherAnalysis } = stage;
    const mine = await broker.deadLetters.list({ analysis });
    expect(mine.map(({ reason }) => reason)).toEqual(["mine 1", "mine 2"]);
    expect(await broker.deadLetters.list({ analysis, limit: 1 })).toEqual([mine[0]]);
    const { id } = mine[1]!;
    expect(await broker.deadLetters.list({ id })).toEqual([mine[1]]);
    expect(await broker.deadLetters.list({ id, analysis })).toEqual([mine[1]]);
    expect(await broker.deadLetters.list({ id, analysis: otherAnalysis })).toEqual([]);
    expect(await broker.deadLetters.list({ id: "none" })).toEqual([]);
  },

  "dead letters are redriven, dropped or kept as decided, and what dies again meanwhile is left alone": async (
    stage: Stage,
  ) => {
    let deaths = 0;
    const running = stage.consume(({ body }) => {
      deaths++;
      return Promise.resolve({ kind: "dead", reason: decode(body) });
    });
    for (const text of ["redrive 1", "drop", "keep", "redrive 2"]) {
      await stage.publish(text);
      await until(`${text} is dead`, async () => (await stage.dead()).some(({ reason }) => reason === text));
    }
    await stage.publish("redrive other", { analysis: stage.otherAnalysis });
    await until("that of the other analysis is dead", async () => (await stage.dead()).length === 5);
    const asked: string[] = [];
    const settled = await stage.broker.deadLetters.settle(
      ({ reason }) => {
        asked.push(reason);
        return reason === "keep" || reason === "drop" ? reason : "redrive";
      },
      { analysis: stage.analysis },
    );
    expect(asked).toEqual(["redrive 1", "drop", "keep", "redrive 2"]);
    expect(settled).toEqual({ redriven: 2, dropped: 1 });
    await until("the redriven ones died again", () => deaths === 7);
    await until("they are listed", async () => (await stage.dead()).length === 4);
    await running.stop();
    const reasons = (await stage.dead()).map(({ reason }) => reason);
    expect(reasons.slice(0, 2)).toEqual(["keep", "redrive other"]);
    expect(reasons.slice(2).sort()).toEqual(["redrive 1", "redrive 2"]);
  },

  "of hundreds of dead letters each is redriven once, and counted": async (stage: Stage) => {
    const { broker, analysis } = stage;
    const texts = Array.from({ length: 300 }, (_, i) => `item ${i}`);
    const dying = stage.consume(() => Promise.resolve({ kind: "dead", reason: "a test" }), { concurrency: 20 });
    await Promise.all(texts.map((text) => stage.publish(text)));
    await until("all are dead", () => stage.isIdle());
    await dying.stop();
    expect(await broker.deadLetters.settle(() => "redrive", { analysis })).toEqual({ redriven: 300, dropped: 0 });
    expect(await broker.deadLetters.list({ analysis })).toEqual([]);
    const seen: string[] = [];
    const running = stage.consume(
      ({ body }) => {
        seen.push(decode(body));
        return Promise.resolve(done);
      },
      { concurrency: 20 },
    );
    await until("all came again", async () => seen.length >= 300 && (await stage.isIdle()));
    await running.stop();
    expect(seen.sort()).toEqual(texts.sort());
  },

  "settling ends with the error of who decides, or when it is told to, and leaves the rest": async (stage: Stage) => {
    const running = stage.consume(({ body }) => Promise.resolve({ kind: "dead", reason: decode(body) }));
    for (const text of ["first", "second", "third"]) {
      await stage.publish(text);
      await until(`${text} is dead`, async () => (await stage.dead()).some(({ reason }) => reason === text));
    }
    await running.stop();
    const { analysis } = stage;
    const fault = new Error("no idea");
    const failing = stage.broker.deadLetters.settle(
      ({ reason }) => {
        if (reason === "second") throw fault;
        return "drop";
      },
      { analysis },
    );
    await expect(failing).rejects.toBe(fault);
    expect((await stage.dead()).map(({ reason }) => reason)).toEqual(["second", "third"]);
    const stop = new AbortController();
    const decide = () => {
      stop.abort();
      return "drop" as const;
    };
    expect(await stage.broker.deadLetters.settle(decide, { analysis, signal: stop.signal })).toMatchObject({
      dropped: 1,
    });
    const [last] = await stage.dead();
    expect(last?.reason).toBe("third");
    const one = { id: last!.id };
    expect(await stage.broker.deadLetters.settle(() => "drop", one)).toEqual({ redriven: 0, dropped: 1 });
    expect(await stage.broker.deadLetters.settle(() => "drop", one)).toEqual({ redriven: 0, dropped: 0 });
    expect(await stage.dead()).toEqual([]);
  },
} satisfies Clauses;
