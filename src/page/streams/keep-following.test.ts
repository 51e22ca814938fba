import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RefusedError, UnreachableError } from "../api/errors.ts";
import { keepFollowing } from "./keep-following.ts";
import type { StateListener } from "./state-listener.ts";

/** A page that can be hidden. */
class FakeDocument extends EventTarget {
  hidden = false;

  show(isShown: boolean): void {
    this.hidden = !isShown;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

describe("following something", () => {
  let page: FakeDocument;
  let loads: { resolve: (state: number) => void; reject: (error: Error) => void }[];
  let streams: (StateListener & { isOpen: boolean; readonly from: number })[];
  let words: string[];
  let stop: () => void;
  const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const openStreams = () => streams.filter(({ isOpen }) => isOpen).map(({ from }) => from);

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("document", (page = new FakeDocument()));
    [loads, streams, words] = [[], [], []];
    stop = keepFollowing<number>(
      {
        load: () =>
          new Promise((resolve, reject) => {
            loads.push({ resolve, reject });
          }),
        follow: (from, listener) => {
          const stream = { ...listener, isOpen: true, from };
          streams.push(stream);
          return () => {
            stream.isOpen = false;
          };
        },
        next: (_, data) => (data === "gap" ? "gap" : Number(data)),
        isEnded: (state) => state >= 100,
      },
      {
        onState: (state) => words.push(`state ${state}`),
        onConnection: (connection) => words.push(connection),
        onRefused: () => words.push("refused"),
      },
    );
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("loads again after a pause once its stream is broken", async () => {
    loads[0]!.resolve(1);
    await later(0);
    streams[0]!.onOpen();
    streams[0]!.onBroken();
    await later(1000);
    loads[1]!.resolve(2);
    await later(0);
    expect(words).toEqual(["loading", "state 1", "live", "lost", "state 2"]);
    expect(openStreams()).toEqual([2]);
  });

  it("does not go on from an old state while a new one is loaded, and loads once at a time", async () => {
    loads[0]!.resolve(1);
    await later(0);
    streams[0]!.onUpdate("gap");
    page.show(false);
    page.show(true);
    expect(openStreams()).toEqual([]);
    loads[1]!.reject(new UnreachableError("away"));
    await later(0);
    page.show(false);
    page.show(true);
    await later(60_000);
    expect([loads.length, openStreams()]).toEqual([3, []]);
    loads[2]!.resolve(3);
    await later(60_000);
    expect([loads.length, openStreams()]).toEqual([3, [3]]);
  });

  it("loads at once where an update does not continue its state, but not over and over", async () => {
    loads[0]!.resolve(1);
    await later(0);
    streams[0]!.onUpdate("gap");
    expect(loads).toHaveLength(2);
    loads[1]!.resolve(2);
    await later(10);
    streams[1]!.onUpdate("gap");
    expect(loads).toHaveLength(2);
    await later(1000);
    expect(loads).toHaveLength(3);
    expect(words).toEqual(["loading", "state 1", "state 2", "lost"]);
  });

  it("waits once, however often it is told that the stream is broken", async () => {
    loads[0]!.resolve(1);
    await later(0);
    streams[0]!.onBroken();
    streams[0]!.onBroken();
    stop();
    await later(60_000);
    expect(loads).toHaveLength(1);
  });

  it("lets go while nobody sees the page, even if it is loaded then, and goes on where it was", async () => {
    page.show(false);
    loads[0]!.resolve(1);
    await later(0);
    expect(openStreams()).toEqual([]);
    page.show(true);
    expect(openStreams()).toEqual([1]);
  });

  describe("to its end", () => {
    const showAgain = async () => {
      page.show(false);
      page.show(true);
      await later(0);
    };

    it("looks again when the page is shown again, and goes on with what was taken up since", async () => {
      loads[0]!.resolve(100);
      await later(0);
      expect(openStreams()).toEqual([]);
      await showAgain();
      loads[1]!.resolve(7);
      await later(0);
      expect(words).toEqual(["loading", "state 100", "ended", "state 7"]);
      expect(openStreams()).toEqual([7]);
    });

    it.each([
      ["nobody answers", () => new UnreachableError("away")],
      ["it was removed", () => new RefusedError({ title: "Not found", status: 404, detail: "It was removed." })],
    ])("stays there if %s", async (_, error) => {
      loads[0]!.resolve(100);
      await later(0);
      await showAgain();
      loads[1]!.reject(error());
      await later(60_000);
      expect(words).toEqual(["loading", "state 100", "ended"]);
      expect(loads).toHaveLength(2);
    });
  });
});
