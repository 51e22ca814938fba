import { describe, expect, it } from "vitest";
import { done, layout, planned } from "../../test/support/fixture-log.ts";
import { specLimits } from "../analysis/spec-limits.ts";
import { decodeLogEvent, encodeLogEvent, logEventFromJson, logEventToJson } from "./codec.ts";
import { logDedupKey } from "./dedup-keys.ts";
import type { PartitionPart } from "./log-event.ts";
import { MalformedMessageError } from "./malformed-message.ts";
import { splitDelta } from "./split-delta.ts";

const plan = planned("run1", 0, [0, 10, 20]);
const numbers = (length: number) => Float64Array.from({ length }, (_, i) => Math.sqrt(i) * (-1) ** i);
const event = done(plan, 1, numbers(layout.length));
const partsOf = async (most: number, of = event) => (await splitDelta(of, most)) as readonly PartitionPart[];
const [first, ...others] = await partsOf(5);
const withPart = (change: Partial<PartitionPart["part"]>) => ({ ...first!, part: { ...first!.part, ...change } });

describe("sums that are too many for one message", () => {
  it("are those beyond the limit: others stand in the log as they always have", async () => {
    expect(await splitDelta(event)).toEqual([event]);
    expect(await splitDelta(event, layout.length)).toEqual([event]);
    expect(await splitDelta(plan, 1)).toEqual([plan]);
    const { length } = numbers(specLimits.sumsPerMessage);
    expect(await splitDelta(done(plan, 0, numbers(length)))).toHaveLength(1);
    expect(await splitDelta(done(plan, 0, numbers(length + 1)))).toHaveLength(2);
  });

  it("are cut into parts in their order, which say where they stand and to which sums they belong", () => {
    const parts = [first!, ...others];
    expect(parts.map(({ part }) => part.start)).toEqual(parts.map((_, i) => 5 * i));
    expect(Float64Array.from(parts.flatMap(({ sums }) => [...sums]))).toEqual(event.sums);
    expect(new Set(parts.map(({ part }) => `${part.length} ${part.digest}`)).size).toBe(1);
    const { kind: _kind, sums: _sums, part: _part, ...head } = first!;
    expect(event).toMatchObject(head);
  });

  it("have another digest if one bit differs", async () => {
    const sums = event.sums.slice();
    sums[3] = -sums[3]!;
    const [other] = await partsOf(5, done(plan, 1, sums));
    expect(other!.part.digest).not.toBe(first!.part.digest);
    expect(first!.part.digest).toMatch(/^[0-9a-f]{16}$/);
  });

  it("come back from a message and from JSON with every bit", () => {
    for (const part of [first!, ...others]) {
      expect(encodeLogEvent(part)[0]).toBe(0x1e);
      expect(decodeLogEvent(encodeLogEvent(part))).toEqual(part);
      expect(logEventFromJson(JSON.parse(JSON.stringify(logEventToJson(part))))).toEqual(part);
    }
  });

  it("fit into a message that a broker takes which nobody has told otherwise, whatever their file is called", async () => {
    const named = { ...done(plan, 0, numbers(specLimits.sumsPerDelta)), source: "\u0000".repeat(4000) };
    const sizes = (await splitDelta(named)).map((part) => encodeLogEvent(part).length);
    expect(sizes).toHaveLength(16);
    expect(Math.max(...sizes)).toBeLessThan(2 ** 20 - 100_000);
  });

  it.each<[string, unknown]>([
    ["part", withPart({ start: layout.length })],
    ["part", withPart({ start: layout.length - 4 })],
    ["part", { ...first!, sums: new Float64Array(0) }],
    ["part.start", withPart({ start: -1 })],
    ["part.length", withPart({ length: specLimits.sumsPerDelta + 1 })],
    ["part.digest", withPart({ digest: "x" })],
    ["part", { ...first!, part: { ...first!.part, more: 1 } }],
    ["sums", { ...first!, sums: Float64Array.of(NaN) }],
    ["partition", { ...first!, partition: { ...first!.partition, entryStop: 21 } }],
  ])("are refused where they are read if %s is wrong", (field, wrong) => {
    const message = wrong as PartitionPart;
    const read = (): unknown => decodeLogEvent(encodeLogEvent(message));
    const readJson = (): unknown => logEventFromJson(JSON.parse(JSON.stringify(logEventToJson(message))));
    for (const refused of [read, readJson])
      expect(refused).toThrow(expect.objectContaining({ name: MalformedMessageError.name, where: { field } }));
  });

  it("have keys of their own, which are the same when a partition is filled again", async () => {
    const again = (await partsOf(5)).map((part) => logDedupKey(part));
    expect(again).toEqual([first!, ...others].map((part) => logDedupKey(part)));
    const otherSums = await partsOf(5, done(plan, 1, numbers(layout.length).reverse()));
    const short = (await partsOf(5, { ...event, seen: 0 })).map((part) => logDedupKey(part));
    const cut = (await partsOf(7)).map((part) => logDedupKey(part));
    const all = [...again, ...otherSums.map((part) => logDedupKey(part)), ...short, ...cut, logDedupKey(event)];
    expect(new Set(all).size).toBe(all.length);
  });
});
