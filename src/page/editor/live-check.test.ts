import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { refusedCheck, type SpecCheck } from "../../protocol/documents/spec-check-document.ts";
import { RefusedError } from "../api/errors.ts";
import { type CheckState, LiveCheck } from "./live-check.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A check whose answers the test gives. */
function watched() {
  const asked: {
    spec: unknown;
    signal: AbortSignal;
    answer: (found: SpecCheck) => void;
    refuse: (error: Error) => void;
  }[] = [];
  const states: CheckState[] = [];
  const live = new LiveCheck(
    (spec, signal) =>
      new Promise((answer, refuse) => {
        asked.push({ spec, signal, answer, refuse });
      }),
    (state) => states.push(state),
  );
  return { asked, states, live };
}

describe("a text that is being written", () => {
  it("is checked once it has paused, and what is wrong stands in the order of the text", async () => {
    const { asked, states, live } = watched();
    for (const text of ["t", "ti", "title: 1\ntree: 2"]) live.look(text);
    expect(asked).toEqual([]);
    await vi.runAllTimersAsync();
    expect(asked.map(({ spec }) => spec)).toEqual([{ title: 1, tree: 2 }]);
    asked[0]!.answer(
      refusedCheck([
        { path: "tree", message: "b" },
        { path: "title", message: "a" },
      ]),
    );
    await vi.runAllTimersAsync();
    expect(states.at(-1)!.problems.map(({ message, line }) => [message, line])).toEqual([
      ["a", 1],
      ["b", 2],
    ]);
  });

  it("is not sent while it cannot be read", async () => {
    const { asked, states, live } = watched();
    live.look('{"title": }');
    await vi.runAllTimersAsync();
    expect(asked).toEqual([]);
    expect(states.at(-1)!.problems).toEqual([
      { from: 10, to: 11, line: 1, path: "", message: expect.stringContaining("expected a value") as string },
    ]);
  });

  it("aborts the check of an older text, whose answer is told to nobody", async () => {
    const { asked, states, live } = watched();
    live.look("title: a");
    await vi.runAllTimersAsync();
    live.look("title: b");
    expect(asked[0]!.signal.aborted).toBe(true);
    asked[0]!.answer(refusedCheck([{ path: "title", message: "old" }]));
    await vi.runAllTimersAsync();
    expect(asked[1]!.spec).toEqual({ title: "b" });
    expect(states.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it("is checked again when the server was busy, and not when it refuses", async () => {
    const { asked, states, live } = watched();
    live.look("title: a");
    await vi.runAllTimersAsync();
    asked[0]!.refuse(new RefusedError({ title: "Not checked", status: 503 }));
    await vi.runAllTimersAsync();
    expect(states[1]!.error?.summary).toBe("Not checked");
    expect(asked).toHaveLength(2);
    asked[1]!.refuse(new RefusedError({ title: "No token", status: 401 }));
    await vi.runAllTimersAsync();
    expect(asked).toHaveLength(2);
    expect(states.at(-1)!.error?.summary).toBe("No token");
  });
});
