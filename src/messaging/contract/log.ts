import { expect } from "vitest";
import type { Clauses } from "./clause.ts";
import { decode, pause, until, type Stage } from "./stage.ts";
import { BrokerClosedError, InvalidNameError } from "../errors.ts";
import type { Origin } from "../port.ts";

const numbers = (count: number, start = 0) => Array.from({ length: count }, (_, i) => `record ${start + i}`);

/** The log: one order, any number of readers. */
export const log = {
  "several followers get the log from its start, in its order, and then what is appended later": async (
    stage: Stage,
  ) => {
    for (const text of numbers(50)) await stage.append(text);
    const followers = [stage.follow(100, {}), stage.follow(100, { broker: await stage.connectAnother() })];
    for (const text of numbers(25, 50)) await stage.append(text);
    followers.push(stage.follow(100, {}));
    for (const text of numbers(25, 75)) await stage.append(text);
    for (const follower of followers) expect(await follower).toEqual(numbers(100));
  },

  "a log that does not exist yet can be followed": async (stage: Stage) => {
    const follower = stage.follow(1, { broker: await stage.connectAnother() });
    await pause(50);
    await stage.append("first");
    expect(await follower).toEqual(["first"]);
  },

  "each analysis has its own log, and all of them can be followed in one ascending order": async (stage: Stage) => {
    await stage.append("a0");
    await stage.append("b0", { analysis: stage.otherAnalysis });
    await stage.append("a1");
    await stage.append("b1", { analysis: stage.otherAnalysis });
    expect(await stage.read()).toEqual(["a0", "a1"]);
    expect(await stage.read(stage.otherAnalysis)).toEqual(["b0", "b1"]);
    const mine = new Set([stage.analysis, stage.otherAnalysis]);
    const seen: string[] = [];
    let last = -1;
    const controller = stage.controller();
    for await (const record of stage.broker.log.follow(undefined, { signal: controller.signal })) {
      expect(record.sequence).toBeGreaterThan(last);
      last = record.sequence;
      if (!mine.has(record.analysis)) continue;
      seen.push(decode(record.body));
      if (seen.length === 4) controller.abort();
    }
    expect(seen).toEqual(["a0", "b0", "a1", "b1"]);
  },

  "the origin of a record is told by every broker that can": async (stage: Stage) => {
    const origins: (Origin | undefined)[] = [
      { lane: stage.lane },
      { lane: "a_b.c" },
      { kind: "accepted" },
      { kind: stage.lane },
      undefined,
    ];
    for (const [i, origin] of origins.entries()) await stage.append(`record ${i}`, origin && { origin });
    const { tellsOrigin } = stage.broker.capabilities;
    for (const analysis of [stage.analysis, undefined]) {
      const told: (Origin | undefined)[] = [];
      for await (const record of stage.broker.log.read(analysis))
        if (record.analysis === stage.analysis) told.push(record.origin);
      expect(told).toEqual(tellsOrigin ? origins : origins.map(() => undefined));
    }
    for (const origin of [{ lane: "a b" }, { kind: "" }, { kind: "_" }])
      await expect(stage.append("record", { origin })).rejects.toBeInstanceOf(InvalidNameError);
  },

  "following and reading can start in the middle, also of what is not there yet": async (stage: Stage) => {
    for (const text of numbers(10)) await stage.append(text);
    const sequences: number[] = [];
    for await (const record of stage.broker.log.read(stage.analysis)) sequences.push(record.sequence);
    expect(await stage.follow(3, { from: sequences[7]! })).toEqual(numbers(3, 7));
    const end: string[] = [];
    for await (const record of stage.broker.log.read(stage.analysis, { from: sequences[8]! }))
      end.push(decode(record.body));
    expect(end).toEqual(numbers(2, 8));
    for await (const record of stage.broker.log.read(stage.analysis, { from: sequences[9]! + 1 }))
      expect.unreachable(decode(record.body));
    const later = stage.follow(1, { from: sequences[9]! + 1 });
    await stage.append("later");
    expect(await later).toEqual(["later"]);
  },

  "reading ends at the end, and at once for a log without records": async (stage: Stage) => {
    expect(await stage.read()).toEqual([]);
    for (const text of numbers(20)) await stage.append(text);
    const texts: string[] = [];
    for await (const record of stage.broker.log.read(stage.analysis)) {
      texts.push(decode(record.body));
      if (texts.length <= 20) await stage.append(`meanwhile ${texts.length}`);
    }
    expect(texts.slice(0, 20)).toEqual(numbers(20));
  },

  "a follower ends without an error when its signal aborts, and one that breaks off leaves the others alone": async (
    stage: Stage,
  ) => {
    const controller = stage.controller();
    const idle = (async () => {
      for await (const record of stage.broker.log.follow(stage.analysis, { signal: controller.signal }))
        expect(decode(record.body)).toBe("record 0");
      return "ended";
    })();
    const all = stage.follow(3, {});
    await stage.append("record 0");
    for await (const record of stage.broker.log.follow(stage.analysis, { signal: stage.controller().signal })) {
      expect(decode(record.body)).toBe("record 0");
      break;
    }
    controller.abort();
    expect(await idle).toBe("ended");
    for (const text of numbers(2, 1)) await stage.append(text);
    expect(await all).toEqual(numbers(3));
  },

  "what is trimmed is read no more, and followers pass it over": async (stage: Stage) => {
    expect(stage.broker.capabilities.trimsLog).toBe(true);
    await stage.append("other", { analysis: stage.otherAnalysis });
    for (const text of numbers(5)) await stage.append(text);
    const sequences: number[] = [];
    for await (const record of stage.broker.log.read(stage.analysis)) sequences.push(record.sequence);
    const follower = stage.follow(3, { from: sequences[4]! });
    expect(await stage.broker.log.trim(stage.analysis, sequences[3]!)).toBe(3);
    expect(await stage.read()).toEqual(["record 3", "record 4"]);
    expect(await stage.broker.log.trim(stage.analysis, sequences[3]!)).toBe(0);
    for (const text of numbers(2, 5)) await stage.append(text);
    expect(await follower).toEqual(["record 4", "record 5", "record 6"]);
    expect(await stage.follow(4, { broker: await stage.connectAnother() })).toEqual(numbers(4, 3));
    // A key of what is gone may be known for a while; the window is the broker's own.
    expect(await stage.append("record 0", { dedupKey: "record 0 again" })).toBe("stored");
    expect(await stage.read()).toEqual([...numbers(4, 3), "record 0"]);
    expect(await stage.read(stage.otherAnalysis)).toEqual(["other"]);
  },

  "a log that was trimmed to nothing is read as one that is empty": async (stage: Stage) => {
    expect(stage.broker.capabilities.trimsLog).toBe(true);
    for (const text of numbers(3)) await stage.append(text);
    expect(await stage.broker.log.trim(stage.analysis, Number.MAX_SAFE_INTEGER)).toBe(3);
    expect(await stage.read()).toEqual([]);
    const later = stage.follow(1, {});
    await stage.append("later");
    expect(await later).toEqual(["later"]);
  },

  "a slow follower holds up neither the writer nor another follower": async (stage: Stage) => {
    let release = false;
    let slowSeen = 0;
    const slow = (async () => {
      const controller = stage.controller();
      for await (const record of stage.broker.log.follow(stage.analysis, { signal: controller.signal })) {
        expect(decode(record.body)).toBe(`record ${slowSeen}`);
        slowSeen++;
        await until("the slow follower is let go", () => release);
        if (slowSeen === 200) controller.abort();
      }
    })();
    const quick = stage.follow(200, { broker: await stage.connectAnother() });
    for (const text of numbers(200)) await stage.append(text);
    expect(await quick).toEqual(numbers(200));
    expect(slowSeen).toBeLessThanOrEqual(1);
    release = true;
    await slow;
    expect(slowSeen).toBe(200);
  },

  "a follower whose connection is closed ends with an error": async (stage: Stage) => {
    const other = await stage.connectAnother();
    const follower = stage.follow(2, { broker: other });
    follower.catch(() => undefined);
    await stage.append("record 0");
    await other[Symbol.asyncDispose]();
    await expect(follower).rejects.toBeInstanceOf(BrokerClosedError);
  },
} satisfies Clauses;
