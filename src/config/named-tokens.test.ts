import { describe, expect, it } from "vitest";
import { namedTokenList } from "./named-tokens.ts";

const anna = "correct-horse-battery-anna";
const ben = "correct-horse-battery-ben";
const parse = (text: string) => namedTokenList.parse(text, undefined as never);

describe("named tokens", () => {
  it.each([
    `anna=${anna},ben:batch=${ben}`,
    `anna=${anna}\r\n\r\nben:batch=${ben}\n`,
    ` anna = ${anna} , ben:batch=${ben},`,
  ])("stand in one line or in several: %j", (text) => {
    expect(parse(text)).toEqual([
      { name: "anna", token: anna },
      { name: "ben", token: ben, priority: "batch" },
    ]);
  });

  it("may have an equals sign in the token, and a blank in the name", () => {
    expect(parse("Anna Lena=abcdefghijklmnop==")).toEqual([{ name: "Anna Lena", token: "abcdefghijklmnop==" }]);
  });

  it.each([
    ["", "it has no entry"],
    [anna, 'entry 1 has no "=" between name and token'],
    [`anna=${anna},=${ben}`, 'entry 2 has no name that can be used before its "="'],
    [`anna=${anna},b\u202en=${ben}`, 'entry 2 has no name that can be used before its "="'],
    [
      `anna=${anna},ben=short`,
      "entry 2 (ben) has a token that is not 16 to 512 printable ASCII characters without spaces",
    ],
    [`anna:later=${anna}`, "entry 1 (anna) has something else than batch after its colon"],
    [`anna:batch:batch=${anna}`, "entry 1 (anna) has something else than batch after its colon"],
    [`anna=${anna}\nanna=${ben}`, 'entry 2 has the name "anna" a second time'],
    [`anna=${anna}\nben=${anna}`, "entry 2 (ben) has the token of anna"],
  ])("are refused as %j, and it is said why without a token", (text, problem) => {
    expect(parse(text)).toBeUndefined();
    expect(namedTokenList.problemIn?.(text)).toBe(problem);
    expect(problem).not.toContain(anna);
  });

  it("are shown without tokens", () => {
    expect(namedTokenList.show(parse(`anna=${anna},ben:batch=${ben}`)!)).toBe("anna,ben:batch");
  });
});
