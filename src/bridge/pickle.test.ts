import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { pickleProtocol } from "./pickle.ts";

const encoder = new TextEncoder();

/** What Python writes for `pickle.dumps(value, protocol)`, in Latin-1. */
const pickles: readonly (readonly [protocol: string, value: string, bytes: string])[] = [
  ["0 or 1", "[1.5]", "(lp0\nF1.5\na."],
  ["0 or 1", "{'a': 'x'}", "(dp0\nVa\np1\nVx\np2\ns."],
  ["0 or 1", "'x'", "Vx\np0\n."],
  ["0 or 1", "os.system, called when it is read", "cposix\nsystem\np0\n(Vtrue\np1\ntp2\nRp3\n."],
  ["0 or 1", "True", "I01\n."],
  ["0 or 1", "None", "N."],
  ["0 or 1", "[] of protocol 1", "]q\x00."],
  ["0 or 1", "1.5 of protocol 1", "G?\xf8\x00\x00\x00\x00\x00\x00."],
  ["0 or 1", "{} of protocol 1", "}q\x00."],
  ["2", "[1.5]", "\x80\x02]q\x00G?\xf8\x00\x00\x00\x00\x00\x00a."],
  ["3", "b'ab'", "\x80\x03C\x02abq\x00."],
  ["4", "(1, 2)", "\x80\x04\x95\x07\x00\x00\x00\x00\x00\x00\x00K\x01K\x02\x86\x94."],
  ["5", "None", "\x80\x05N."],
];

describe("a pickle", () => {
  test.each(pickles)("of protocol %s is recognised: %s", (protocol, _value, bytes) => {
    expect(pickleProtocol(Buffer.from(bytes, "latin1"))).toBe(protocol);
  });

  it("of which only the beginning has come is recognised from protocol 2 on", () => {
    expect(pickleProtocol(Buffer.from("\x80\x04\x95\x07", "latin1"))).toBe("4");
  });

  it("is not what any JSON is taken for", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(pickleProtocol(encoder.encode(JSON.stringify(value)))).toBeUndefined();
      }),
      { seed: 12, numRuns: 500 },
    );
  });

  test.each(["", ".", "\x80", "\x80\x06.", "Done.", "{}", "a text."])("is not %j", (text) => {
    expect(pickleProtocol(Buffer.from(text, "latin1"))).toBeUndefined();
  });
});
