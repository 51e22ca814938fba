import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accepted,
  analysis,
  cancelled,
  done,
  fileFailed,
  identityOf,
  layout,
  partitionFailed,
  planned,
  spec,
} from "../../test/support/fixture-log.ts";
import { decodeLogEvent, decodeWorkItem, encodeLogEvent, encodeWorkItem, maxMessageBytes } from "./codec.ts";
import type { LogEvent } from "./log-event.ts";
import { MalformedMessageError } from "./malformed-message.ts";
import { messageSchemas, partitionDoneSchema } from "./wire-schemas.ts";
import type { WorkItem } from "./work-item.ts";

const { tree, energyUnit, collections, define, weights, cuts, histograms } = spec;
const fileItem: WorkItem = {
  version: 1,
  analysis,
  kind: "file",
  recipe: { tree, energyUnit, collections, define, weights, cuts, histograms },
  baseUrls: ["https://example.org/data/"],
  sample: { group: "zz", name: "llll", index: 1, weighted: true, normalisation: 0.1234567890123456789 },
  file: { index: 0, path: "MC/ℓℓℓℓ.root" },
};
const partition = { index: 1, count: 2, entryStart: 10, entryStop: 20 };
const partitionItem: WorkItem = { ...fileItem, kind: "partition", identity: identityOf(20), partition };

const plan = planned("run1", 0, [0, 10, 20]);
const events: LogEvent[] = [
  accepted(),
  plan,
  done(
    plan,
    1,
    Float64Array.from({ length: layout.length }, (_, i) => Math.sqrt(i) * (-1) ** i),
  ),
  partitionFailed(plan, 0),
  fileFailed("eell", 0),
  cancelled,
];

const toBytes = (message: unknown) => new TextEncoder().encode(JSON.stringify(message));
const toJson = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;

describe("the codec", () => {
  it.each([fileItem, partitionItem])("brings a work item of kind $kind back as it was", (item) => {
    expect(decodeWorkItem(encodeWorkItem(item))).toEqual(item);
  });

  it.each(events)("brings an event of kind $kind back as it was", (event) => {
    expect(decodeLogEvent(encodeLogEvent(event))).toEqual(event);
  });

  it("reads the fields of a partition-done event in any order", () => {
    const message = toJson(encodeLogEvent(events[2]!));
    const turned = Object.fromEntries(Object.entries(message).reverse());
    expect(decodeLogEvent(toBytes(turned))).toEqual(events[2]);
  });

  it("reads a partition-done event whose texts have several bytes a character", () => {
    const event = { ...done(plan, 0), source: 'ℓ→ℓ ",\\"sums\\":\\"' };
    expect(decodeLogEvent(encodeLogEvent(event))).toEqual(event);
  });

  it.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["null", "null"],
    ["no version", "{}"],
  ])("refuses %s", (_, text) => {
    expect(() => decodeLogEvent(new TextEncoder().encode(text))).toThrow(MalformedMessageError);
    expect(() => decodeWorkItem(new TextEncoder().encode(text))).toThrow(MalformedMessageError);
  });

  it("refuses bytes that are not UTF-8", () => {
    expect(() => decodeLogEvent(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(MalformedMessageError);
  });

  it("says which versions differ", () => {
    expect(() => decodeLogEvent(toBytes({ ...cancelled, version: 2 }))).toThrow(
      /has version 2, but this program speaks version 1/,
    );
  });

  it.each(events)("refuses an unknown field in an event of kind $kind", (event) => {
    const message = { ...toJson(encodeLogEvent(event)), surprise: 1 };
    expect(() => decodeLogEvent(toBytes(message))).toThrow(MalformedMessageError);
  });

  it.each([
    ["kind", { kind: "surprise" }, "kind"],
    ["analysis id", { analysis: "a.b" }, "analysis"],
    ["file", { file: -1 }, "file"],
    ["edges that do not ascend", { edges: [0, 10, 10, 20] }, "edges"],
    ["edges that do not end with the entries", { edges: [0, 10] }, "edges"],
    ["identity", { identity: { uuid: "u", size: 1 } }, "identity.entries"],
  ])("names the field of a malformed %s", (_, change, field) => {
    expect(() => decodeLogEvent(toBytes({ ...plan, ...change }))).toThrow(
      expect.objectContaining({ name: MalformedMessageError.name, where: { field } }),
    );
  });

  it("refuses a partition that cannot be, in work as in events", () => {
    for (const change of [{ index: 2 }, { entryStop: 21 }, { entryStart: 20 }]) {
      const message = { ...partitionItem, partition: { ...partition, ...change } };
      expect(() => decodeWorkItem(toBytes(message))).toThrow(MalformedMessageError);
      const event = { ...toJson(encodeLogEvent(done(plan, 1))), partition: { ...partition, ...change } };
      expect(() => decodeLogEvent(toBytes(event))).toThrow(MalformedMessageError);
    }
  });

  it("refuses sums that are not finite, writing and reading", () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      expect(() => encodeLogEvent(done(plan, 0, Float64Array.of(1, bad)))).toThrow(MalformedMessageError);
      const sums = Buffer.from(Float64Array.of(1, bad).buffer).toString("base64");
      const message = { ...toJson(encodeLogEvent(done(plan, 0))), sums };
      expect(() => decodeLogEvent(toBytes(message))).toThrow(/sums are finite/);
    }
  });

  it("refuses messages over 8 MB, writing and reading", () => {
    const edges = Array.from({ length: 900_000 }, (_, i) => i + 1_000_000);
    expect(() => encodeLogEvent({ ...plan, edges: [...edges, ...edges] })).toThrow(/at most 8000000/);
    expect(() => decodeLogEvent(new Uint8Array(maxMessageBytes + 1))).toThrow(/at most 8000000/);
  });
});

describe("the hand-written check of partition-done", () => {
  const message = toJson(encodeLogEvent(events[2]!));
  const odd = fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1,
    1.5,
    2,
    20,
    21,
    2 ** 53,
    200_001,
    "",
    "x",
    "a.b",
    "0123456789abcdef",
    "AAAAAAAAAAA=",
    "AAAAAAAAAAB=",
    [],
    {},
    "y".repeat(101),
    "y".repeat(4001),
  );
  const paths = [
    "version",
    "kind",
    "analysis",
    "sample",
    "file",
    "source",
    "identity",
    "identity.uuid",
    "identity.size",
    "identity.entries",
    "partition",
    "partition.index",
    "partition.count",
    "partition.entryStart",
    "partition.entryStop",
    "seen",
    "layout",
    "sums",
    "stats",
    "stats.requests",
    "stats.bytes",
    "stats.milliseconds",
    "more",
    "stats.more",
    "identity.more",
  ];

  it("accepts and refuses what the schema does", () => {
    const changes = fc.array(fc.tuple(fc.constantFrom(...paths), fc.option(odd, { nil: undefined })), { maxLength: 2 });
    fc.assert(
      fc.property(changes, (list) => {
        const changed = structuredClone(message);
        for (const [path, value] of list) change(changed, path.split("."), value);
        if (changed["kind"] !== "partition-done") return;
        expect(accepts(changed)).toBe(partitionDoneSchema.safeParse(changed).success && isBase64(changed["sums"]));
      }),
      { seed: 9, numRuns: 5000 },
    );
  });

  function accepts(candidate: unknown): boolean {
    try {
      decodeLogEvent(toBytes(candidate));
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(MalformedMessageError);
      return false;
    }
  }

  /** What no schema says: eight bytes a number, written as base64 is. */
  function isBase64(text: unknown): boolean {
    const bytes = Buffer.from(text as string, "base64");
    return bytes.length % 8 === 0 && bytes.toString("base64") === text;
  }

  function change(target: Record<string, unknown>, [head, ...rest]: string[], value: unknown): void {
    const inner = target[head!];
    if (rest.length > 0) {
      if (typeof inner === "object" && inner !== null) change(inner as Record<string, unknown>, rest, value);
    } else if (value === undefined) Reflect.deleteProperty(target, head!);
    else target[head!] = value;
  }
});

describe("the schemas of the messages", () => {
  it("are JSON Schemas that forbid unknown fields", () => {
    const schemas = messageSchemas();
    expect(Object.keys(schemas)).toEqual(["work-item", "log-event"]);
    const text = JSON.stringify(schemas);
    expect(text).toContain('"contentEncoding":"base64"');
    expect(text).toContain('"const":"partition-done"');
    expect(text).toContain('"additionalProperties":false');
  });
});
