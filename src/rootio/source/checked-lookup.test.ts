import type { LookupAddress } from "node:dns";
import { describe, expect, test } from "vitest";
import { LocationRefusedError } from "../errors.ts";
import { checkAddress } from "./access-rules.ts";
import { checkedLookup, type Lookup } from "./checked-lookup.ts";

const v4 = (address: string): LookupAddress => ({ address, family: 4 });
const v6 = (address: string): LookupAddress => ({ address, family: 6 });

/** A name server that gives another answer each time; the last one stays. */
function answers(...inTurn: [LookupAddress[], ...LookupAddress[][]]): Lookup & { asked: number } {
  const lookup = Object.assign(
    ((_hostname, _options, callback) => {
      callback(null, inTurn[Math.min(lookup.asked++, inTurn.length - 1)]!);
    }) satisfies Lookup,
    { asked: 0 },
  );
  return lookup;
}

/** Asks as a socket does that tries several addresses, or only one. */
function ask(lookup: Lookup, all = true): Promise<unknown> {
  return new Promise((resolve, reject) => {
    checkedLookup(lookup, checkAddress)("data.example", { all }, (error, found, family) => {
      if (error === null) resolve(all ? found : { address: found, family });
      else reject(error);
    });
  });
}

describe("checkedLookup", () => {
  test("passes on the very addresses that it checked, after one question", async () => {
    const lookup = answers([v4("8.8.8.8"), v6("2001:4860:4860::8888")], [v4("127.0.0.1")]);
    await expect(ask(lookup)).resolves.toEqual([v4("8.8.8.8"), v6("2001:4860:4860::8888")]);
    expect(lookup.asked).toBe(1);
  });

  test("gives the first address to who wants a single one", async () => {
    await expect(ask(answers([v4("8.8.8.8"), v4("8.8.4.4")]), false)).resolves.toEqual(v4("8.8.8.8"));
  });

  test.each([
    ["loopback", [v4("127.0.0.1")]],
    ["loopback in IPv6", [v6("::1")]],
    ["a cloud's metadata service", [v4("169.254.169.254")]],
    ["a mapped address", [v6("::ffff:10.0.0.1")]],
    ["public and private addresses together", [v4("8.8.8.8"), v4("10.0.0.1")]],
    ["what is no address", [v4("not an address")]],
  ])("refuses a name that leads to %s", async (_, addresses) => {
    for (const all of [true, false]) await expect(ask(answers(addresses), all)).rejects.toThrow(LocationRefusedError);
  });

  test("checks each answer anew: a name that turns to a private address is refused from then on", async () => {
    const lookup = answers([v4("8.8.8.8")], [v4("192.168.1.1")]);
    await expect(ask(lookup)).resolves.toEqual([v4("8.8.8.8")]);
    await expect(ask(lookup)).rejects.toThrow(/data\.example leads to a private address/);
  });

  test("a name without addresses, and a failed question, are told as such", async () => {
    await expect(ask(answers([]))).rejects.toMatchObject({ code: "ENOTFOUND" });
    const failure = Object.assign(new Error("no answer"), { code: "EAI_AGAIN" });
    const failing: Lookup = (_hostname, _options, callback) => {
      callback(failure, []);
    };
    await expect(ask(failing)).rejects.toBe(failure);
  });
});
