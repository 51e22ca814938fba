import { describe, expect, it } from "vitest";
import { BrokerClosedError, BrokerUnavailableError } from "../errors.ts";
import { ResultsLog } from "./results-log.ts";
import type { JetStreamLink } from "./server-link.ts";
import type { StreamWatch } from "./stream-watch.ts";

describe("a follower whose first question to the server gets no answer", () => {
  const streams = { replaced: () => new AbortController().signal } as unknown as StreamWatch;

  async function follow(closes: boolean): Promise<void> {
    let isClosed = false;
    const link = {
      isClosed: () => isClosed,
      ask: (call: string) => {
        isClosed = closes;
        return Promise.reject(new BrokerUnavailableError(call));
      },
    } as unknown as JetStreamLink;
    const { signal } = new AbortController();
    for await (const _ of new ResultsLog(link, streams).follow("a", { signal }))
      throw new Error("nothing was appended");
  }

  it("is told that the connection was closed under it", async () => {
    await expect(follow(true)).rejects.toBeInstanceOf(BrokerClosedError);
  });

  it("is told that the server is away, if the connection is open", async () => {
    await expect(follow(false)).rejects.toBeInstanceOf(BrokerUnavailableError);
  });
});
