import { expect } from "vitest";
import type { Clauses } from "./clause.ts";
import { decode, done, gate, pause, until, type Stage } from "./stage.ts";

/** Who gets which work. */
export const sharing = {
  "two consumers share the work of a lane, and each item goes to one of them": async (stage: Stage) => {
    const other = await stage.connectAnother();
    const both = gate();
    const seen: Record<"here" | "there", string[]> = { here: [], there: [] };
    const handler = (side: "here" | "there") => async (delivery: { body: Uint8Array }) => {
      seen[side].push(decode(delivery.body));
      // Nobody gets a second item before both have their first: sharing is seen without any luck.
      if (seen.here.length > 0 && seen.there.length > 0) both.open();
      await both.opened;
      return done;
    };
    const here = stage.consume(handler("here"));
    const there = stage.consume(handler("there"), { broker: other });
    const texts = Array.from({ length: 20 }, (_, i) => `item ${i}`);
    for (const text of texts) await stage.publish(text);
    await until(
      "all items are settled",
      async () => seen.here.length + seen.there.length >= 20 && (await stage.isIdle()),
    );
    await Promise.all([here.stop(), there.stop()]);
    expect([...seen.here, ...seen.there].sort()).toEqual(texts.sort());
  },

  "no more deliveries are in hand than the concurrency says, and as many as it says": async (stage: Stage) => {
    const release = gate();
    let inHand = 0;
    let most = 0;
    let settled = 0;
    for (let i = 0; i < 10; i++) await stage.publish(`item ${i}`);
    const running = stage.consume(
      async () => {
        most = Math.max(most, ++inHand);
        await release.opened;
        inHand--;
        settled++;
        return done;
      },
      { concurrency: 3 },
    );
    await until("three are in hand", () => inHand === 3);
    await pause(100);
    expect(inHand).toBe(3);
    release.open();
    await until("all are settled", () => settled === 10);
    expect(most).toBe(3);
    await running.stop();
  },

  "a consumer gets only the work of its lanes": async (stage: Stage) => {
    const dotted = `${stage.lane}.part`;
    const seen: string[] = [];
    await stage.publish("mine");
    await stage.publish("not mine", { lane: stage.otherLane });
    await stage.publish("not mine either", { lane: dotted });
    const running = stage.consume((delivery) => {
      seen.push(decode(delivery.body));
      return Promise.resolve(done);
    });
    await until("the own item came", () => seen.length === 1);
    await pause(100);
    await running.stop();
    expect(seen).toEqual(["mine"]);
    expect((await stage.broker.work.state(stage.otherLane)).waiting).toBe(1);
    expect((await stage.broker.work.state(dotted)).waiting).toBe(1);
  },

  "one consumer serves several lanes, and each delivery says lane and analysis": async (stage: Stage) => {
    const seen: string[] = [];
    const running = stage.consume(
      ({ lane, analysis, body }) => {
        seen.push(`${decode(body)} of ${analysis} in ${lane}`);
        return Promise.resolve(done);
      },
      { lanes: [stage.lane, stage.otherLane] },
    );
    await stage.publish("a");
    await stage.publish("b", { lane: stage.otherLane, analysis: stage.otherAnalysis });
    await until("both came", () => seen.length === 2);
    await running.stop();
    expect(seen.sort()).toEqual([
      `a of ${stage.analysis} in ${stage.lane}`,
      `b of ${stage.otherAnalysis} in ${stage.otherLane}`,
    ]);
  },

  "ten thousand items are each settled once": async (stage: Stage) => {
    const other = await stage.connectAnother();
    const count = 10_000;
    const times = new Map<string, number>();
    const handler = (delivery: { body: Uint8Array }) => {
      const text = decode(delivery.body);
      times.set(text, (times.get(text) ?? 0) + 1);
      return Promise.resolve(done);
    };
    const consumers = [
      stage.consume(handler, { concurrency: 64 }),
      stage.consume(handler, { concurrency: 64, broker: other }),
    ];
    for (let start = 0; start < count; start += 500)
      await Promise.all(Array.from({ length: 500 }, (_, i) => stage.publish(`item ${start + i}`)));
    await until("all came", async () => times.size === count && (await stage.isIdle()));
    await Promise.all(consumers.map((consumer) => consumer.stop()));
    expect([...times.values()].filter((n) => n !== 1)).toEqual([]);
  },

  "cancelling a run removes its waiting work and nobody else's": async (stage: Stage) => {
    for (const text of ["a", "b", "c"]) await stage.publish(text);
    await stage.publish("d", { lane: stage.otherLane });
    await stage.publish("of another analysis", { analysis: stage.otherAnalysis });
    await stage.publish("of another run", { run: stage.run + 1 });
    const removed = await stage.broker.work.cancel(stage.analysis, stage.run);
    if (stage.broker.capabilities.cancelsAtOnce) {
      expect(removed).toBe(4);
      expect((await stage.broker.work.state(stage.lane)).waiting).toBe(2);
    }
    const seen: string[] = [];
    const running = stage.consume(
      (delivery) => {
        seen.push(decode(delivery.body));
        return Promise.resolve(done);
      },
      { lanes: [stage.lane, stage.otherLane] },
    );
    await until("only the cancelled is gone", async () => seen.length > 1 && (await stage.isIdle()));
    await stage.publish("new work");
    await until("work published later is delivered", () => seen.includes("new work"));
    await running.stop();
    expect(seen).toEqual(["of another analysis", "of another run", "new work"]);
  },

  "cancelling tells the handler in flight, and its item does not come back": async (stage: Stage) => {
    const other = await stage.connectAnother();
    const reasons: unknown[] = [];
    const started = gate();
    const running = stage.consume(async ({ signal }) => {
      started.open();
      await new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => {
          resolve();
        });
      });
      reasons.push(signal.reason);
      return { kind: "again", delayMs: 0 };
    });
    await stage.publish("long");
    await started.opened;
    await other.work.cancel(stage.analysis, stage.run);
    await until("the lane is empty", async () => reasons.length > 0 && (await stage.isIdle()));
    await pause(100);
    await running.stop();
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatchObject({ name: "AnalysisCancelledError" });
    expect(await stage.dead()).toEqual([]);
  },
} satisfies Clauses;
