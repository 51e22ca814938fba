import { expect } from "vitest";
import type { Clauses } from "./clause.ts";
import { decode, done, gate, pause, until, type Stage } from "./stage.ts";
import { InvalidNameError } from "../errors.ts";
import { turnAfter, TURNS } from "../turns.ts";

/** Longer than a turn counts as empty after a look at it. */
const ITEM_MS = 20;

/** How analyses take turns in a lane. */
export const turns = {
  "a newcomer's item overtakes what waits in higher turns, with one consumer and with four": async (stage: Stage) => {
    for (const consumers of [1, 4]) {
      const heavies = Array.from({ length: 6 }, (_, i) => `${stage.analysis}-${consumers}-${i}`);
      const posts = heavies.flatMap((analysis) =>
        Array.from({ length: 50 }, (_, i) => ({ analysis, text: `${analysis} item ${i}`, turn: turnAfter(i * 10) })),
      );
      await Promise.all(posts.map(({ text, ...options }) => stage.publish(text, options)));
      const seen: string[] = [];
      const isPosted = gate();
      const handle = async ({ body }: { body: Uint8Array }) => {
        if (seen.push(decode(body)) > 30) await isPosted.opened;
        await pause(ITEM_MS);
        return done;
      };
      const running = [];
      for (let i = 0; i < consumers; i++)
        running.push(stage.consume(handle, { broker: i === 0 ? stage.broker : await stage.connectAnother() }));
      await until("every consumer has one in hand", () => seen.length >= 30 + consumers);
      const before = seen.length;
      const small = `small beside ${consumers}`;
      await stage.publish(small, { analysis: stage.otherAnalysis, turn: 0 });
      isPosted.open();
      await until("the small one is in hand", () => seen.includes(small));
      // What is in hand, what was asked for before it came, and what is done while busy consumers put it back; not the hundreds that wait.
      expect(seen.indexOf(small) - before).toBeGreaterThanOrEqual(0);
      expect(seen.indexOf(small) - before).toBeLessThanOrEqual(20 * consumers);
      await Promise.all(running.map((consumer) => consumer.stop()));
      for (const analysis of heavies) await stage.broker.work.cancel(analysis, stage.run);
    }
  },

  "of two large analyses the one that is posted later catches up, and the other one moves on": async (stage: Stage) => {
    const { analysis, otherAnalysis } = stage;
    // Each stands for five.
    const post = (of: string) =>
      Promise.all(
        Array.from({ length: 100 }, (_, i) => stage.publish(`${of} ${i}`, { analysis: of, turn: turnAfter(5 * i) })),
      );
    await post(analysis);
    const seen: string[] = [];
    const isPosted = gate();
    const running = stage.consume(async ({ analysis: of }) => {
      if (seen.push(of) === 60) await isPosted.opened;
      await pause(ITEM_MS);
      return done;
    });
    await until("the first one has had much", () => seen.length === 60);
    await post(otherAnalysis);
    isPosted.open();
    await until("the second one has had as much", () => seen.length >= 112);
    const next = seen.slice(60, 112);
    expect(next.filter((of) => of === otherAnalysis).length).toBeGreaterThanOrEqual(40);
    expect(next).toContain(analysis);
    await running.stop();
  },

  "no turn starves while lower ones have enough": async (stage: Stage) => {
    const texts: string[] = [];
    for (let turn = 0; turn < TURNS; turn++)
      for (let i = 0; i < (turn === 0 ? 150 : 3); i++) {
        texts.push(`turn ${turn} item ${i}`);
        await stage.publish(`turn ${turn} item ${i}`, { turn });
      }
    const seen: string[] = [];
    const running = stage.consume(({ body }) => {
      seen.push(decode(body));
      return Promise.resolve(done);
    });
    await until("all are settled", async () => seen.length >= texts.length && (await stage.isIdle()));
    await running.stop();
    const order = seen.map((text) => Number(text.charAt("turn ".length)));
    expect(order.slice(0, 4)).toEqual([0, 0, 0, 0]);
    expect(order.slice(100)).toEqual(order.slice(100).map(() => 0));
    expect([...seen].sort()).toEqual([...texts].sort());
  },

  "a consumer that waits gets an item of any turn, and state tells of all": async (stage: Stage) => {
    const { work } = stage.broker;
    await expect(stage.publish("no turn", { turn: TURNS })).rejects.toBeInstanceOf(InvalidNameError);
    const release = gate();
    const seen: string[] = [];
    const running = stage.consume(
      async ({ lane, analysis, body }) => {
        seen.push(`${decode(body)} of ${analysis} in ${lane}`);
        await release.opened;
        return done;
      },
      { concurrency: TURNS },
    );
    for (const turn of [3, 2, 1, 0]) {
      await stage.publish(`turn ${turn}`, { turn });
      await until(`turn ${turn} came`, () => seen.length === TURNS - turn);
    }
    expect(seen).toEqual([3, 2, 1, 0].map((turn) => `turn ${turn} of ${stage.analysis} in ${stage.lane}`));
    for (let turn = 0; turn < TURNS; turn++) await stage.publish(`later ${turn}`, { turn });
    await until("the state tells of all turns", async () => {
      const { waiting, inFlight } = await work.state(stage.lane);
      return waiting === TURNS && inFlight === TURNS;
    });
    release.open();
    await until("all are settled", async () => seen.length === 2 * TURNS && (await stage.isIdle()));
    await running.stop();
  },

  "items of all turns that come at once to idle consumers are each delivered once": async (stage: Stage) => {
    const attempts: string[] = [];
    const handle = async ({ body, attempt }: { body: Uint8Array; attempt: number }) => {
      attempts.push(`${decode(body)} attempt ${attempt}`);
      await pause(ITEM_MS);
      return done;
    };
    const running = [stage.consume(handle)];
    for (let i = 0; i < 3; i++) running.push(stage.consume(handle, { broker: await stage.connectAnother() }));
    await until("somebody asks", async () => (await stage.broker.work.state(stage.lane)).consumers !== 0);
    const items = Array.from({ length: 40 }, (_, i) => ({ text: `item ${i}`, turn: i % TURNS }));
    for (let round = 0; round < 3; round++) {
      attempts.length = 0;
      const texts = items.map(({ text }) => `round ${round} ${text}`);
      await Promise.all(texts.map((text, i) => stage.publish(text, { turn: items[i]!.turn })));
      await until("all are settled", async () => attempts.length >= items.length && (await stage.isIdle()));
      expect([...attempts].sort()).toEqual(texts.map((text) => `${text} attempt 1`).sort());
    }
    await Promise.all(running.map((consumer) => consumer.stop()));
  },

  "cancelling a run takes its work out of every turn": async (stage: Stage) => {
    for (let turn = 0; turn < TURNS; turn++) {
      await stage.publish(`cancelled ${turn}`, { turn });
      await stage.publish(`kept ${turn}`, { turn, analysis: stage.otherAnalysis });
    }
    expect((await stage.broker.work.state(stage.lane)).waiting).toBe(2 * TURNS);
    const removed = await stage.broker.work.cancel(stage.analysis, stage.run);
    if (stage.broker.capabilities.cancelsAtOnce) expect(removed).toBe(TURNS);
    const seen: string[] = [];
    const running = stage.consume(({ body }) => {
      seen.push(decode(body));
      return Promise.resolve(done);
    });
    await until("the lane is empty", async () => seen.length >= TURNS && (await stage.isIdle()));
    await running.stop();
    expect(seen.sort()).toEqual(Array.from({ length: TURNS }, (_, turn) => `kept ${turn}`));
  },

  "an item of any turn comes again after its delay, becomes a dead letter, and is redriven": async (stage: Stage) => {
    const attempts: string[] = [];
    let isRedriven = false;
    const running = stage.consume(
      ({ body, attempt, lane }) => {
        attempts.push(`${decode(body)} attempt ${attempt} in ${lane}`);
        if (isRedriven) return Promise.resolve(done);
        return Promise.resolve(attempt === 1 ? { kind: "again", delayMs: 20 } : { kind: "dead", reason: decode(body) });
      },
      { concurrency: 2 },
    );
    const texts = Array.from({ length: TURNS }, (_, turn) => `turn ${turn}`);
    for (const [turn, text] of texts.entries()) await stage.publish(text, { turn });
    await until("all are dead", async () => (await stage.dead()).length === TURNS && (await stage.isIdle()));
    const tries = (attempt: number) => texts.map((text) => `${text} attempt ${attempt} in ${stage.lane}`);
    expect([...attempts].sort()).toEqual([...tries(1), ...tries(2)].sort());
    const letters = await stage.dead();
    expect(letters.map(({ reason, lane }) => `${reason} in ${lane}`).sort()).toEqual(
      texts.map((text) => `${text} in ${stage.lane}`),
    );
    isRedriven = true;
    attempts.length = 0;
    const { analysis } = stage;
    expect(await stage.broker.deadLetters.settle(() => "redrive", { analysis })).toMatchObject({ redriven: TURNS });
    await until("all are done", async () => attempts.length >= TURNS && (await stage.isIdle()));
    await running.stop();
    expect(attempts.sort()).toEqual(tries(1));
    expect(await stage.dead()).toEqual([]);
  },
} satisfies Clauses;
