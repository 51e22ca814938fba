import { describe, expect, it } from "vitest";
import {
  acceptsFirst,
  beginsLate,
  createCountingLedger,
  createHastyLedger,
  dropsFirst,
  keyWithoutPart,
  keyWithoutRandomPart,
  keyWithoutRun,
  knowsBetter,
  plansFirst,
  saysNothing,
  settlesFirst,
  storesOnePart,
  withdrawsSilently,
} from "./broken-actors.ts";
import { explore } from "./explore.ts";
import { inventAnalysis } from "./invented-files.ts";
import { fixRandomParts } from "./random-parts.ts";
import { scenarioOf, type Scenario } from "./scenario.ts";

/* The same model with one rule broken each: what the rule is for, and a proof that the model would see it. */

const oneFile = await inventAnalysis([[0, 10, 25]]);
const waitsForEver = "progress: it is running, and nothing is under way";

async function findings(change: Partial<Scenario>): Promise<{ message: string; trace: readonly string[] }> {
  const { violation } = await explore(scenarioOf(oneFile, change));
  return violation ?? { message: "nothing is found", trace: [] };
}

fixRandomParts();

describe("the model finds that", () => {
  it("a processor that settles first loses what it has not stored", async () => {
    const crash = { actors: settlesFirst, kinds: ["processor crash"] } as const;
    expect((await findings(crash)).message).toBe("store, then settle: an item is settled whose effects are not stored");
    const { message, trace } = await findings({ ...crash, looksAtSettlements: false });
    expect(message).toBe(waitsForEver);
    expect(trace).toContain("[file 0, run 1] is settled: done");
    expect(trace).toContain("a processor crashes with an item that it lost");
  });

  it("a processor that gives an item up without a word leaves everybody waiting", async () => {
    const { message, trace } = await findings({ actors: saysNothing, looksAtSettlements: false });
    expect(message).toBe(waitsForEver);
    expect(trace).toContain("[file 0, run 1] is settled: dead");
  });

  it("a plan that is told before its work is out leaves partitions without any", async () => {
    const { message, trace } = await findings({ actors: plansFirst, faults: 2 });
    expect(message).toBe(waitsForEver);
    expect(trace).not.toContain("[file 0, partition 1, run 1] is published");
  });

  it("an analysis that is accepted before its work is out may have none", async () => {
    const { message, trace } = await findings({ actors: acceptsFirst, kinds: ["plotter crash"] });
    expect(message).toBe(waitsForEver);
    expect(trace.slice(-2)).toEqual(["accepted/1 is appended", "plotter 1 crashes"]);
  });

  it("a start that says so late may leave work of which nobody knows", async () => {
    const change = { actors: beginsLate, processors: 0, plotters: [["post", "last tidy"]] } as const;
    const { message, trace } = await findings({ ...change, kinds: ["plotter crash"] });
    expect(message).toBe("all or nothing: there is work of a run that nobody has accepted");
    expect(trace.slice(0, 3)).toEqual([
      "plotter 1 is asked to post",
      "[file 0, run 1] is published",
      "plotter 1 crashes",
    ]);
  });

  it("a start whose work is taken back without a word may end as an analysis without any", async () => {
    const change = { actors: withdrawsSilently, plotters: [["post"], ["tidy"]], faults: 0 } as const;
    const { message, trace } = await findings(change);
    expect(message).toBe(waitsForEver);
    expect(trace).toContain("the waiting work is dropped");
    expect(trace).not.toContain("cancelled/1 is appended");
  });

  it("a cancellation that drops the work first may leave an analysis running without it", async () => {
    const change = { actors: dropsFirst, plotters: [["post", "delete"]], kinds: ["plotter crash"] } as const;
    const { message, trace } = await findings(change);
    expect(message).toBe(waitsForEver);
    expect(trace.slice(-2)).toEqual(["the waiting work is dropped", "plotter 1 crashes"]);
  });

  it("keys without the run let the broker drop the work of the next run", async () => {
    const change = { changeKey: keyWithoutRun, plotters: [["post", "delete", "post"]], faults: 0 } as const;
    const { message, trace } = await findings(change);
    expect(message).toBe(waitsForEver);
    expect(trace.at(-1)).toBe("accepted/2 is appended");
  });

  it("keys that somebody else can guess let the broker drop what comes under them", async () => {
    const squatted = { changeKey: keyWithoutRandomPart, kinds: ["key squatted"], looksAtSettlements: false } as const;
    const item = await findings(squatted);
    expect(item.message).toBe(waitsForEver);
    expect(item.trace).toContain("the key is used up before [file 0, run 1] is published");
    const changeKey = (key: string) => (key.startsWith("partition-done/") ? keyWithoutRandomPart(key) : key);
    const record = await findings({ ...squatted, changeKey });
    expect(record.message).toBe(waitsForEver);
    expect(record.trace).toContain("the key is used up before partition-done/llll/0/uuid-llll-0/1/1 is appended");
    const { message } = await findings({ ...squatted, changeKey, looksAtSettlements: true });
    expect(message).toBe("store, then settle: an item is settled whose effects are not stored");
  });

  it("without a random part in keys, a start after the log went back is taken for the one before", async () => {
    const plotters = [["post", "last watch", "last post"]] as const;
    const back = { plotters, kinds: ["log went back"], processors: 1 } as const;
    const { message, trace } = await findings({ ...back, changeKey: keyWithoutRandomPart });
    expect(message).toBe(waitsForEver);
    expect(trace).toContain("the log goes back to its first 0 records");
    expect(trace.slice(-2)).toEqual(["[file 0, run 1] is published", "accepted/1 is appended"]);
  });

  it("a processor that settles after the first part of its sums loses the others", async () => {
    const crash = { actors: storesOnePart, sumsPerMessage: 7, faults: 0 } as const;
    expect((await findings(crash)).message).toBe("store, then settle: an item is settled whose effects are not stored");
    expect((await findings({ ...crash, looksAtSettlements: false })).message).toBe(waitsForEver);
  });

  it("keys of parts that do not say which let the broker drop all but the first", async () => {
    const change = { changeKey: keyWithoutPart, sumsPerMessage: 7, faults: 0, looksAtSettlements: false } as const;
    expect((await findings(change)).message).toBe(waitsForEver);
  });

  it("a ledger that takes a part of the sums for all of them counts what is not in", async () => {
    const { message } = await findings({ createLedger: createHastyLedger, sumsPerMessage: 7, faults: 0 });
    expect(message).toMatch(/^complete: the missing parts are told as /);
  });

  it("a delivery to nobody that counts as settled is lost", async () => {
    const { message, trace } = await findings({ keepsUnheard: false, kinds: ["inbox withdrawn"] });
    expect(message).toBe(waitsForEver);
    expect(trace).toContain("[file 0, run 1] is sent to an inbox that was withdrawn");
  });

  it("a plotter that does not hear that its log went back tells what is true no more", async () => {
    const { message, trace } = await findings({ tellsReplaced: false, kinds: ["log went back"], processors: 1 });
    expect(message).toBe("replay: a plotter whose log went back differs from one that reads it now");
    expect(trace.slice(-2)).toEqual([
      "the log goes back to its first 0 records",
      "plotter 1 reads on, and hears nothing",
    ]);
  });

  it("a start that counts on what was forgotten waits for it, if it counts itself", async () => {
    const plotters = [["post", "delete", "forget"], ["post"]] as const;
    const { message, trace } = await findings({
      actors: knowsBetter,
      plotters,
      behind: true,
      processors: 1,
      faults: 0,
    });
    expect(message).toBe(waitsForEver);
    expect(trace).toContain("plotter 2 is asked to post, 1 records behind");
    expect(trace.at(-1)).toBe("accepted/2 is appended");
  });

  it("a broker that grants no delivery beyond the tries buries items of which nobody hears", async () => {
    const { message, trace } = await findings({ extraDeliveries: 0, faults: 2, kinds: ["processor crash"] });
    expect(message).toBe(waitsForEver);
    expect(trace).toContain("the broker gives up [file 0, run 1]");
  });

  it("a ledger that counts events, and not partitions, counts twice", async () => {
    const { message } = await findings({ createLedger: createCountingLedger, remembers: false });
    expect(message).toBe("order: the same events in another order, or repeated, say something else");
  });
});
