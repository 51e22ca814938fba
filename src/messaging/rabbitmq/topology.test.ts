import { describe, expect, it } from "vitest";
import type { RabbitMqLink } from "./server-link.ts";
import { Lanes } from "./topology.ts";

describe("the queues of lanes", () => {
  it("are asked for again, but once for all channels that open together", async () => {
    let questions = 0;
    const link = {
      onReconnect: () => () => undefined,
      onConnection: () => {
        questions++;
        return Promise.resolve();
      },
    } as unknown as RabbitMqLink;
    const lanes = new Lanes(link);
    const at = { lane: "a", turn: 1 };
    await lanes.ensure("consumeWork", at);
    await lanes.ensure("consumeWork", at);
    expect(questions).toBe(1);
    await Promise.all(Array.from({ length: 8 }, () => lanes.renew("consumeWork", at)));
    expect(questions).toBe(2);
    await lanes.renew("consumeWork", at);
    expect(questions).toBe(3);
  });
});
