import { describe, expect, it } from "vitest";
import type { NextEvent } from "./event-stream.ts";
import { SeveralStates } from "./several-states.ts";

const text = (event: NextEvent | undefined) =>
  event?.kind === "state" ? new TextDecoder().decode(event.bytes) : event;

/** Of each analysis the sequences that are still to be told; after the last, it has ended. */
function source(states: Record<string, number[]>, ended: readonly string[] = []): SeveralStates {
  const next = (id: string, since: number | undefined): NextEvent | undefined => {
    const sequence = states[id]?.find((one) => one > (since ?? 0));
    if (sequence === undefined) return ended.includes(id) ? { kind: "end" } : undefined;
    const bytes = new TextEncoder().encode(`${id}${sequence}`);
    return { kind: "state", sequence, bytes, isLast: ended.includes(id) && sequence === states[id]?.at(-1) };
  };
  return new SeveralStates(new Map(Object.keys(states).map((id) => [id, undefined])), next);
}

describe("several analyses in one stream", () => {
  it("take turns", () => {
    const several = source({ a: [1, 2, 3], b: [1, 2], c: [1] });
    const told = Array.from({ length: 7 }, () => text(several.next()));
    expect(told).toEqual(["a1", "b1", "c1", "a2", "b2", "a3", undefined]);
  });

  it("say when nothing more comes of one, and end with the last", () => {
    const several = source({ a: [1], gone: [], b: [1, 2] }, ["a", "gone", "b"]);
    const events = Array.from({ length: 4 }, () => several.next());
    expect(events.map(text)).toEqual(["a1", 'event: end\ndata: {"id":"gone"}\n\n', "b1", "b2"]);
    expect(events.map((event) => event?.kind === "state" && event.isLast)).toEqual([false, false, false, true]);
  });
});
