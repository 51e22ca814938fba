import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FitDocument } from "../../protocol/documents/fit-document.ts";
import { UnreachableError } from "../api/errors.ts";
import { FitFollower, type FitState } from "./fit-follower.ts";

const fitOf = (id: string): FitDocument => ({
  id,
  status: "complete",
  incomplete: false,
  missing: 0,
  channels: [],
  fit: { measurement: id, status: "converged" },
});

describe("following a fit", () => {
  let asked: { resolve: (document: FitDocument) => void; reject: (error: Error) => void }[];
  let shown: FitState<number>[];
  let follower: FitFollower<number>;
  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    shown = [];
    const ask = () =>
      new Promise<FitDocument>((resolve, reject) => {
        asked.push({ resolve, reject });
      });
    follower = new FitFollower(
      ask,
      (state) => shown.push(state),
      () => Date.now(),
    );
  });
  afterEach(() => {
    follower.stop();
    vi.useRealTimers();
  });
  const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  it("asks at once, then one request at a time, of the newest state alone", async () => {
    follower.want(1);
    await later(0);
    for (const state of [2, 3, 4]) follower.want(state);
    await later(10_000);
    expect(asked).toHaveLength(1);
    asked[0]!.resolve(fitOf("a"));
    await later(0);
    expect(shown.at(-1)).toMatchObject({ fitted: { document: { id: "a" } }, asking: false });
    // The first one took 10 s, so that the server has 30 s of peace.
    await later(29_000);
    expect(asked).toHaveLength(1);
    await later(1000);
    expect(asked).toHaveLength(2);
    asked[1]!.resolve(fitOf("b"));
    await later(60_000);
    expect([asked.length, shown.at(-1)!.fitted!.document.id]).toEqual([2, "b"]);
  });

  it("keeps the state that was fitted beside the fit, while the analysis goes on", async () => {
    follower.want(1);
    await later(0);
    follower.want(2);
    asked[0]!.resolve(fitOf("a"));
    await later(1000);
    follower.want(3);
    expect(shown.at(-1)).toEqual({ fitted: { document: fitOf("a"), analysis: 1 }, error: undefined, asking: true });
    asked[1]!.resolve(fitOf("b"));
    await later(0);
    expect(shown.at(-1)!.fitted).toEqual({ document: fitOf("b"), analysis: 2 });
  });

  it("keeps the last fit beside an error, and asks again when told", async () => {
    follower.want(1);
    await later(0);
    asked[0]!.resolve(fitOf("a"));
    await later(0);
    follower.want(2);
    await later(1000);
    const error = new UnreachableError("away");
    asked[1]!.reject(error);
    await later(0);
    expect(shown.at(-1)).toEqual({ fitted: { document: fitOf("a"), analysis: 1 }, error, asking: false });
    await later(60_000);
    expect(asked).toHaveLength(2);
    follower.again();
    await later(1000);
    asked[2]!.resolve(fitOf("b"));
    await later(0);
    expect(shown.at(-1)).toEqual({
      fitted: { document: fitOf("b"), analysis: 2 },
      error: undefined,
      asking: false,
    });
  });

  it("shows and asks nothing any more once it is stopped", async () => {
    follower.want(1);
    await later(0);
    follower.want(2);
    follower.stop();
    const before = shown.length;
    asked[0]!.resolve(fitOf("a"));
    await later(60_000);
    expect([asked.length, shown.length]).toEqual([1, before]);
  });
});
