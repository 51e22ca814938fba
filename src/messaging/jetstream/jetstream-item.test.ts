import { describe, expect, it } from "vitest";
import { nak, parseAckReply } from "./jetstream-item.ts";

const facts = {
  deliveries: 2,
  streamSequence: 17,
  consumerSequence: 5,
  storedAt: new Date(1_700_000_000_123),
  pending: 9,
};

describe("the reply subject of a delivery", () => {
  it.each([
    "$JS.ACK.HZZ_WORK.data.2.17.5.1700000000123000000.9",
    "$JS.ACK._.HASH.HZZ_WORK.data.2.17.5.1700000000123000000.9",
    "$JS.ACK.hub.HASH.HZZ_WORK.data.2.17.5.1700000000123000000.9.random",
  ])("is read in the form %s", (reply) => {
    expect(parseAckReply(reply)).toEqual(facts);
  });

  it.each([undefined, "", "_INBOX.a.b", "$JS.ACK.a.b.c.d.e.f.g", "$JS.ACK.a"])("is refused as %s", (reply) => {
    expect(() => parseAckReply(reply)).toThrow(/reply subject/);
  });

  it("asks for a delay in whole nanoseconds, and for none without a number", () => {
    expect(nak(1.5)).toBe('-NAK {"delay": 2000000}');
    expect(nak(0)).toBe("-NAK");
  });
});
