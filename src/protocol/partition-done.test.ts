import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { done, layout, planned } from "../../test/support/fixture-log.ts";
import { decodeLogEvent } from "./codec.ts";
import { MalformedMessageError } from "./malformed-message.ts";
import { deltaToJson } from "./packed-delta.ts";
import { partitionDoneSchema } from "./delta.ts";

const plan = planned("run1", 0, [0, 10, 20]);
const event = done(
  plan,
  1,
  Float64Array.from({ length: layout.length }, (_, i) => Math.sqrt(i) * (-1) ** i),
);
const message = deltaToJson(event) as Record<string, unknown>;
const toBytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe("a partition-done event in JSON", () => {
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

  it("is accepted and refused as the schema says", () => {
    const changes = fc.array(fc.tuple(fc.constantFrom(...paths), fc.option(odd, { nil: undefined })), { maxLength: 2 });
    fc.assert(
      fc.property(changes, (list) => {
        const changed = structuredClone(message);
        for (const [path, value] of list) change(changed, path.split("."), value);
        if (changed["kind"] !== "partition-done") return;
        expect(accepts(changed)).toBe(partitionDoneSchema.safeParse(changed).success && isBase64(changed["sums"]));
      }),
      { seed: 9, numRuns: 3000 },
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

  it("may have its fields in any order, and line feeds between them", () => {
    const turned = Object.fromEntries(Object.entries(message).reverse());
    expect(decodeLogEvent(new TextEncoder().encode(JSON.stringify(turned, null, 2)))).toEqual(event);
  });

  it("is refused with sums that are not finite, writing and reading", () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      expect(() => deltaToJson(done(plan, 0, Float64Array.of(1, bad)))).toThrow(MalformedMessageError);
      const sums = Buffer.from(Float64Array.of(1, bad).buffer).toString("base64");
      expect(() => decodeLogEvent(toBytes({ ...message, sums }))).toThrow(/sums are finite/);
    }
  });
});
