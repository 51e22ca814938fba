import { describe, expect, it } from "vitest";
import { keyForOnce, logDedupKey, workDedupKey } from "../protocol/dedup-keys.ts";
import { failureEvent } from "./verdict-for.ts";
import { fileItem, partitionDone, partitionItem, planned } from "../../test/support/work-items.ts";

const failure = { name: "E", message: "m", retry: "never", attempts: 1 } as const;

describe("dedup keys", () => {
  it("are the same for the same item and the same event", () => {
    expect(workDedupKey(partitionItem(1))).toBe(workDedupKey(partitionItem(1)));
    expect(logDedupKey(partitionDone(partitionItem(1)))).toBe(logDedupKey(partitionDone(partitionItem(1))));
  });

  it("hold the token of the item, and for records of the plotter a part that is never the same", () => {
    const token = "0123456789abcdef".repeat(2);
    const item = { ...partitionItem(1), token };
    expect(workDedupKey(item)).toBe(`${workDedupKey(partitionItem(1))}/${token}`);
    const event = partitionDone(partitionItem(1));
    expect(logDedupKey(event, 1, token)).toBe(`${logDedupKey(event)}/${token}`);
    expect(keyForOnce(event)).not.toBe(keyForOnce(event));
    expect(keyForOnce(event)).toContain(logDedupKey(event));
  });

  it("differ for whatever differs in kind, sample, file, partition or version of the file", () => {
    const file = fileItem();
    const otherFile = fileItem("y.root", "a1", 1);
    const otherSample = { ...file, sample: { ...file.sample, name: "data_B" } };
    const otherVersion = { ...partitionItem(1), identity: { ...partitionItem(1).identity, uuid: "other" } };
    const work = [file, otherFile, otherSample, partitionItem(0), partitionItem(1), otherVersion].map(workDedupKey);
    expect(new Set(work).size).toBe(work.length);
    const events = [
      planned(file),
      planned(otherFile),
      planned(otherSample),
      partitionDone(partitionItem(0)),
      partitionDone(partitionItem(1)),
      { ...partitionDone(partitionItem(1)), identity: otherVersion.identity },
      failureEvent(file, undefined, failure),
      failureEvent(partitionItem(1), undefined, failure),
      { version: 1, analysis: "a1", kind: "cancelled", run: 1, at: "2026-08-01T00:00:00Z" } as const,
    ].map((event) => logDedupKey(event));
    expect(new Set(events).size).toBe(events.length);
  });
});
