import type { Msg } from "@nats-io/transport-node";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LAST_EXPIRES_MS, PullSeries } from "./pull-series.ts";
import { ReadAhead } from "./read-ahead.ts";
import type { JetStreamLink } from "./server-link.ts";

interface Request {
  readonly inbox: string;
  readonly batch: number;
  readonly endsAt: number;
  /** The message comes, or the end of the request. */
  give(text: string): void;
  end(): void;
  refuse(): void;
}

/** A server that holds pull requests, and says of each what the test wants, or nothing. */
function holdingServer() {
  const requests: Request[] = [];
  const inboxes = new Map<string, (error: null, message: Msg) => void>();
  let made = 0;
  const tell = (inbox: string, message: object): void => {
    inboxes.get(inbox)?.(null, message as Msg);
  };
  const link = {
    newInbox: () => `inbox-${made++}`,
    nc: {
      subscribe: (inbox: string, { callback }: { callback: (error: null, message: Msg) => void }) => {
        inboxes.set(inbox, callback);
        return { unsubscribe: () => inboxes.delete(inbox) };
      },
    },
    permissions: { onRefused: () => () => undefined },
    onReconnect: () => () => undefined,
    onClose: () => () => undefined,
    isClosed: () => false,
    flush: () => Promise.resolve(),
    send: (_: string, body: string, inbox: string) => {
      const { batch, expires } = JSON.parse(body) as { batch: number; expires: number };
      let left = batch;
      requests.push({
        inbox,
        batch,
        endsAt: performance.now() + expires / 1e6,
        give: (text) => {
          left--;
          tell(inbox, { subject: "hzz.results.a", data: new TextEncoder().encode(text) });
        },
        end: () => {
          tell(inbox, { subject: inbox, headers: { code: 408, get: () => String(left) } });
        },
        refuse: () => {
          tell(inbox, { subject: inbox, headers: { code: 409, get: () => "" } });
        },
      });
    },
  };
  return { link: link as unknown as JetStreamLink, requests, listening: () => inboxes.size };
}

const textOf = (message: Msg | undefined): string | undefined => message && new TextDecoder().decode(message.data);

describe("pull requests", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function series(server: ReturnType<typeof holdingServer>, wanted = 1) {
    const heard: string[] = [];
    let isWanted = true;
    const ask = () => {
      if (isWanted && pulls.asked < wanted) pulls.pull(wanted - pulls.asked);
    };
    const pulls = new PullSeries(server.link, "STREAM", "consumer", {
      message: (message) => {
        heard.push(textOf(message)!);
        ask();
      },
      unfulfilled: ask,
      lapsing: ask,
      silent: () => heard.push("silent"),
      broken: () => heard.push("broken"),
    });
    ask();
    const stop = () => {
      isWanted = false;
    };
    return { pulls, heard, stop };
  }

  it("are never all at an end while messages are wanted, though the server forgets to say that one ended", async () => {
    const server = holdingServer();
    const { pulls } = series(server);
    for (let passed = 0; passed < 4 * LAST_EXPIRES_MS; passed += 10) {
      await vi.advanceTimersByTimeAsync(10);
      expect(server.requests.some(({ endsAt }) => endsAt > performance.now())).toBe(true);
    }
    // No more than the two that overlap, and former ones that may have a message yet.
    expect(server.listening()).toBeLessThanOrEqual(3);
    pulls.close();
    expect(server.listening()).toBe(0);
  });

  it("become longer while nothing comes, and short again with a message", async () => {
    const server = holdingServer();
    const { pulls } = series(server);
    const lasted: number[] = [];
    while (lasted.length < 7) {
      const request = server.requests[lasted.length]!;
      lasted.push(request.endsAt - performance.now());
      await vi.advanceTimersToNextTimerAsync();
      request.end();
    }
    expect(lasted).toEqual([100, 200, 400, 800, 1600, 1600, 1600]);
    server.requests.at(-1)!.give("a");
    expect(server.requests.at(-1)!.endsAt - performance.now()).toBe(100);
    pulls.close();
  });

  it("count anew in each inbox, so that what one forgets is not missing in the next", async () => {
    const server = holdingServer();
    const { pulls } = series(server, 8);
    server.requests[0]!.give("a");
    // The first one is forgotten with seven messages, the second one holds one.
    await vi.advanceTimersByTimeAsync(99);
    const asked = server.requests.filter(({ endsAt }) => endsAt > performance.now() + 1);
    expect(asked.reduce((sum, { batch }) => sum + batch, 0)).toBeGreaterThanOrEqual(8);
    pulls.close();
  });

  it("bring what comes for a former one, also if the next one is there", async () => {
    const server = holdingServer();
    const { pulls, heard } = series(server);
    await vi.advanceTimersByTimeAsync(80);
    expect(server.requests).toHaveLength(2);
    server.requests[0]!.give("late");
    expect(heard).toEqual(["late"]);
    pulls.close();
  });

  it("bring what comes for one, also if another one of the same inbox was refused", async () => {
    const server = holdingServer();
    const { pulls, heard } = series(server);
    pulls.pull(1);
    expect(server.requests.map(({ inbox }) => inbox)).toEqual(["inbox-0", "inbox-0"]);
    server.requests[1]!.refuse();
    expect(pulls.asked).toBe(0);
    server.requests[0]!.give("a");
    expect(heard).toEqual(["broken", "a"]);
    // The refusal was an answer, and both are over by then.
    pulls.pull(1);
    server.requests.at(-1)!.refuse();
    await vi.advanceTimersByTimeAsync(3 * LAST_EXPIRES_MS);
    expect(heard.filter((what) => what === "silent")).toEqual([]);
    pulls.close();
    expect(server.listening()).toBe(0);
  });

  it("tell of a silence when two in a row ended without a word, but not of one", async () => {
    const server = holdingServer();
    const { pulls, heard } = series(server);
    await vi.advanceTimersByTimeAsync(150);
    server.requests[1]!.end();
    await vi.advanceTimersByTimeAsync(600);
    expect(heard).toEqual([]);
    await vi.advanceTimersByTimeAsync(3 * LAST_EXPIRES_MS);
    expect(heard).toContain("silent");
    pulls.close();
  });

  it("are drained when the last one is over, though nobody says so", async () => {
    const server = holdingServer();
    const { pulls, heard, stop } = series(server);
    await vi.advanceTimersByTimeAsync(60);
    expect(server.requests).toHaveLength(2);
    let isDrained = false;
    stop();
    void pulls.drained().then(() => (isDrained = true));
    await vi.advanceTimersByTimeAsync(100);
    expect(isDrained).toBe(false);
    server.requests[1]!.give("the last");
    await vi.advanceTimersByTimeAsync(1000);
    expect(isDrained).toBe(true);
    expect(heard).toEqual(["the last"]);
    pulls.close();
  });

  it("of a reader go on without a gap when the server forgets the end of one: it needs no other consumer", async () => {
    const server = holdingServer();
    const ahead = new ReadAhead(server.link, "STREAM", "consumer", { signal: undefined, endsIdle: false });
    const texts: (string | undefined)[] = [];
    const reading = (async () => {
      while (texts.length < 3) texts.push(textOf(await ahead.take()));
    })();
    await vi.advanceTimersByTimeAsync(99);
    // In the instant in which it expires; the server says nothing of its other messages.
    server.requests[0]!.give("one");
    await vi.advanceTimersByTimeAsync(2);
    const next = server.requests.at(-1)!;
    expect(next.endsAt).toBeGreaterThan(performance.now());
    next.give("two");
    // Beyond the time after which the first one counts as over.
    next.end();
    await vi.advanceTimersByTimeAsync(600);
    server.requests.at(-1)!.give("three");
    await reading;
    expect(texts).toEqual(["one", "two", "three"]);
    ahead.close();
    expect(server.listening()).toBe(0);
  });

  it("of a reader of what is there end when the server has nothing, though it forgets to say so once", async () => {
    const server = holdingServer();
    const ahead = new ReadAhead(server.link, "STREAM", "consumer", { signal: undefined, endsIdle: true });
    const taken = ahead.take();
    await vi.advanceTimersByTimeAsync(200);
    server.requests[1]!.end();
    expect(await taken).toBe(undefined);
    ahead.close();
  });
});
