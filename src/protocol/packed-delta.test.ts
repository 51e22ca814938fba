import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { done, identityOf, layout, planned } from "../../test/support/fixture-log.ts";
import { decodeLogEvent, encodeLogEvent, logEventToJson } from "./codec.ts";
import { MalformedMessageError } from "./malformed-message.ts";
import { hashOf } from "./packed-delta.ts";

const plan = planned("run1", 0, [0, 10, 20]);
const event = done(
  plan,
  1,
  Float64Array.from({ length: layout.length }, (_, i) => Math.sqrt(i) * (-1) ** i),
);
const bytes = encodeLogEvent(event);
const lineFeed = bytes.indexOf(0x0a);
const head = JSON.parse(new TextDecoder().decode(bytes.subarray(1, lineFeed))) as Record<string, unknown>;
const tail = bytes.slice(lineFeed + 1);
const names = ["index", "entryStart", "entryStop", "seen", "requests", "bytes", "milliseconds"];

/** The message with another head and other numbers after it. */
function packed(text: string, changes: readonly (readonly [at: number, value: number])[] = [], end = tail): Uint8Array {
  const start = new TextEncoder().encode(text);
  const message = Uint8Array.of(0x1e, ...start, 0x0a, ...end);
  const view = new DataView(message.buffer, start.length + 2);
  for (const [at, value] of changes) view.setFloat64(8 * at, value, true);
  return message;
}

function refusal(message: Uint8Array): unknown {
  try {
    decodeLogEvent(message);
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedMessageError);
    return (error as MalformedMessageError).where.field ?? "?";
  }
  return undefined;
}

/** Two UUIDs that make two heads of one hash: eight other bytes, of which the last four undo what the first four did. */
function sameHash(): [string, string] {
  const text = new TextDecoder();
  const messageOf = (uuid: string) => encodeLogEvent({ ...event, identity: identityOf(20, uuid) });
  const first = "0".repeat(40);
  const message = messageOf(first);
  const uuidAt = text.decode(message).indexOf(first);
  const at = uuidAt + ((1 - uuidAt) & 3);
  const view = new DataView(message.buffer);
  const before = hashOf(message, at + 4);
  const wordAfter = view.getUint32(at + 4, true);
  for (let i = 0; ; i++) {
    view.setUint32(at, 0x30303030 + ((i & 31) | ((i & 0x3e0) << 3) | ((i & 0x7c00) << 6)), true);
    view.setUint32(at + 4, wordAfter ^ before ^ hashOf(message, at + 4), true);
    const uuid = text.decode(message.subarray(uuidAt, uuidAt + first.length));
    if (/^[0-9A-Za-z:;<=>?@]*$/.test(uuid) && uuid !== first) return [first, uuid];
  }
}

describe("a packed partition-done event", () => {
  it("has its numbers as they are, after a head in JSON", () => {
    expect(bytes[0]).toBe(0x1e);
    expect(head).toEqual({
      version: 1,
      kind: "partition-done",
      analysis: event.analysis,
      sample: "run1",
      file: 0,
      source: event.source,
      identity: event.identity,
      partitions: 2,
      layout: layout.fingerprint,
      sums: layout.length,
    });
    const view = new DataView(tail.buffer);
    const numbers = Array.from({ length: tail.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
    expect(numbers).toEqual([1, 10, 20, 10, 1, 100, 1.5, ...event.sums]);
  });

  it("comes back from any place in memory, with every bit of its sums, and shares nothing with the message", () => {
    for (let offset = 0; offset < 16; offset++) {
      const memory = new Uint8Array(offset + bytes.length + 5).fill(0xff);
      memory.set(bytes, offset);
      for (const place of [memory, Buffer.from(memory.buffer)]) {
        const decoded = decodeLogEvent(place.subarray(offset, offset + bytes.length));
        place.fill(0xff);
        expect(decoded).toEqual(event);
        place.set(bytes, offset);
      }
    }
    const signed = done(plan, 0, Float64Array.of(-0, 0, 5e-324));
    expect(decodeLogEvent(encodeLogEvent(signed))).toEqual(signed);
  });

  it("keeps its sums while others are read", () => {
    const sumsOf = (i: number) => Float64Array.from({ length: i % 700 }, (_, k) => i + k / 8);
    const decoded = Array.from({ length: 400 }, (_, i) => decodeLogEvent(encodeLogEvent(done(plan, 0, sumsOf(i)))));
    for (const [i, one] of decoded.entries()) expect((one as typeof event).sums).toEqual(sumsOf(i));
  });

  it("is not taken for one whose head has the same hash", () => {
    const uuids = sameHash();
    expect(uuids[0]).not.toBe(uuids[1]);
    const events = uuids.map((uuid) => ({ ...event, identity: identityOf(20, uuid) }));
    const messages = events.map(encodeLogEvent);
    const [one, other] = messages.map((message) => hashOf(message, message.indexOf(0x0a)));
    expect(one).toBe(other);
    for (let round = 0; round < 3; round++) expect(messages.map(decodeLogEvent)).toEqual(events);
  });

  it("may have texts of any characters", () => {
    for (const source of ["ℓ→ℓ 😀", 'a\nb\u001e"\\', "\ud800", "\u0000".repeat(4000)]) {
      const strange = { ...event, source };
      expect(decodeLogEvent(encodeLogEvent(strange))).toEqual(strange);
    }
  });

  it("may have no sums", () => {
    const none = done(plan, 0, new Float64Array(0));
    expect(decodeLogEvent(encodeLogEvent(none))).toEqual(none);
  });

  it("is told apart from the next even if only their heads differ", () => {
    // More files than heads are remembered; each is read when it is new and when it is known.
    const events = Array.from({ length: 1100 }, (_, i) => ({ ...event, identity: identityOf(20, `uuid-${i}`) }));
    for (let round = 0; round < 2; round++)
      for (const one of events)
        expect((decodeLogEvent(encodeLogEvent(one)) as typeof event).identity).toEqual(one.identity);
  });

  it("is refused if it is cut off anywhere, or longer than it says", () => {
    for (let length = 1; length < bytes.length; length++) expect(refusal(bytes.subarray(0, length))).toBeDefined();
    expect(refusal(Uint8Array.of(...bytes, 0))).toBe("sums");
    expect(refusal(Uint8Array.of(...bytes, 0, 0, 0, 0, 0, 0, 0, 0))).toBe("sums");
  });

  it("is refused if a byte of its head is another", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: lineFeed }), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const changed = bytes.slice();
        changed[at] = value;
        // Many other heads are right as well; then the event tells of the change.
        if (refusal(changed) === undefined && value !== bytes[at])
          expect(JSON.stringify(logEventToJson(decodeLogEvent(changed)))).not.toBe(
            JSON.stringify(logEventToJson(event)),
          );
      }),
      { seed: 12, numRuns: 1000 },
    );
  });

  it.each([
    ["a version", { version: 2 }, "version"],
    ["no version", { version: undefined }, "version"],
    ["a kind", { kind: "cancelled" }, "kind"],
    ["an analysis id", { analysis: "a.b" }, "analysis"],
    ["a sample", { sample: "x".repeat(65) }, "sample"],
    ["a file", { file: -1 }, "file"],
    ["a source", { source: 1 }, "source"],
    ["a long source", { source: "x".repeat(4001) }, "source"],
    ["an identity", { identity: { uuid: "u", size: 1 } }, "identity"],
    ["an identity with more", { identity: { ...event.identity, more: 1 } }, "identity"],
    ["a size", { identity: { ...event.identity, size: 0.5 } }, "identity.size"],
    ["no partitions", { partitions: 0 }, "partitions"],
    ["too many partitions", { partitions: 200_001 }, "partitions"],
    ["fewer partitions", { partitions: 1 }, "partition"],
    ["a layout", { layout: "x" }, "layout"],
    ["a number of sums", { sums: 3 }, "sums"],
    ["no number of sums", { sums: null }, "sums"],
    ["an unknown field", { surprise: 1 }, "message"],
    ["a field left out", { file: undefined }, "message"],
  ])("is refused with %s that cannot be, by the name of the field", (_, change, field) => {
    expect(refusal(packed(JSON.stringify({ ...head, ...change })))).toBe(field);
  });

  it.each(["", "[]", "null", "{", `${JSON.stringify(head)} x`, `\ufeff${JSON.stringify(head)}`])(
    "is refused with %j for a head",
    (text) => {
      expect(refusal(packed(text))).toBeDefined();
    },
  );

  it("is refused with a head that is too long, blank or not", () => {
    expect(refusal(packed(JSON.stringify(head) + " ".repeat(33_000)))).toBe("message");
    expect(refusal(packed(" ".repeat(40) + JSON.stringify(head)))).toBeUndefined();
  });

  it("accepts and refuses numbers as its JSON does", () => {
    const odd = fc.constantFrom(
      NaN,
      Infinity,
      -Infinity,
      -1,
      -0,
      0,
      1,
      1.5,
      2,
      9,
      10,
      19,
      20,
      21,
      2 ** 53,
      2 ** 53 - 1,
    );
    const places = fc.integer({ min: 0, max: names.length });
    fc.assert(
      fc.property(fc.array(fc.tuple(places, odd), { maxLength: 3 }), (changes) => {
        const { partition, stats, seen } = event;
        const flat: Record<string, number> = { ...partition, ...stats, seen };
        const sums = event.sums.slice();
        for (const [at, value] of changes) {
          const name = names[at];
          if (name === undefined) sums[0] = value;
          else flat[name] = value;
        }
        const changed = refusal(packed(JSON.stringify(head), changes));
        if (!Array.from(sums).every(Number.isFinite)) {
          expect(changed).toBeDefined();
          return;
        }
        const { index, entryStart, entryStop, requests, bytes: read, milliseconds } = flat;
        const same = {
          ...logEventToJson({ ...event, sums }),
          seen: flat["seen"],
          partition: { index, count: 2, entryStart, entryStop },
          stats: { requests, bytes: read, milliseconds },
        };
        expect(changed).toBe(refusal(new TextEncoder().encode(JSON.stringify(same))));
      }),
      { seed: 13, numRuns: 1500 },
    );
  });

  it("is never written with sums that are not finite", () => {
    for (const bad of [NaN, Infinity, -Infinity])
      expect(() => encodeLogEvent(done(plan, 0, Float64Array.of(1, bad)))).toThrow(MalformedMessageError);
  });
});
