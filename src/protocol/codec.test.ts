import { describe, expect, it } from "vitest";
import { recipeIn } from "../analysis/spec-recipe.ts";
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
import {
  decodeLogEvent,
  decodeWorkItem,
  encodeLogEvent,
  encodeWorkItem,
  logEventToJson,
  maxMessageBytes,
} from "./codec.ts";
import type { LogEvent } from "./log-event.ts";
import { MalformedMessageError } from "./malformed-message.ts";
import { messageSchemas } from "./log-event.ts";
import type { WorkItem } from "./work-item.ts";

const fileItem: WorkItem = {
  version: 1,
  analysis,
  run: 1,
  kind: "file",
  recipe: recipeIn(spec),
  baseUrls: ["https://example.org/data/"],
  isToy: false,
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

describe("the codec", () => {
  it.each([fileItem, partitionItem])("brings a work item of kind $kind back as it was", (item) => {
    expect(decodeWorkItem(encodeWorkItem(item))).toEqual(item);
  });

  it.each(events)("brings an event of kind $kind back as it was", (event) => {
    expect(decodeLogEvent(encodeLogEvent(event))).toEqual(event);
  });

  it.each(events)("brings an event of kind $kind back from JSON as it was", (event) => {
    expect(decodeLogEvent(toBytes(logEventToJson(event)))).toEqual(event);
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

  it("refuses bytes that are not UTF-8, and a byte order mark", () => {
    expect(() => decodeLogEvent(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(MalformedMessageError);
    expect(() => decodeLogEvent(Uint8Array.of(0xef, 0xbb, 0xbf, ...toBytes(cancelled)))).toThrow(MalformedMessageError);
  });

  it("says which versions differ", () => {
    expect(() => decodeLogEvent(toBytes({ ...cancelled, version: 2 }))).toThrow(
      /has version 2, which is newer than what this program knows: version 1/,
    );
    expect(() => decodeLogEvent(toBytes({ ...cancelled, version: 2 }))).toThrow(
      expect.objectContaining({ name: "NewerMessageError", where: { field: "version" } }),
    );
    expect(() => decodeLogEvent(toBytes({ ...cancelled, version: 0 }))).toThrow(
      /has version 0, but this program speaks version 1/,
    );
  });

  it.each(events)("refuses an unknown field in an event of kind $kind", (event) => {
    const message = { ...logEventToJson(event), surprise: 1 };
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
      const event = { ...logEventToJson(done(plan, 1)), partition: { ...partition, ...change } };
      expect(() => decodeLogEvent(toBytes(event))).toThrow(MalformedMessageError);
    }
  });

  it.each(["work item", "accepted", "file-failed", "partition-failed", "cancelled"])(
    "refuses a run below 1 in %s",
    (kind) => {
      for (const run of [0, 1.5, undefined]) {
        if (kind === "work item")
          expect(() => decodeWorkItem(toBytes({ ...fileItem, run }))).toThrow(MalformedMessageError);
        else {
          const event = events.find((one) => one.kind === kind)!;
          expect(() => decodeLogEvent(toBytes({ ...event, run }))).toThrow(
            expect.objectContaining({ where: { field: "run" } }),
          );
        }
      }
    },
  );

  it("refuses messages over 8 MB, writing and reading", () => {
    const edges = Array.from({ length: 900_000 }, (_, i) => i + 1_000_000);
    expect(() => encodeLogEvent({ ...plan, edges: [...edges, ...edges] })).toThrow(/at most 8000000/);
    expect(() => decodeLogEvent(new Uint8Array(maxMessageBytes + 1))).toThrow(/at most 8000000/);
  });
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
