import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { JsonFault, parseJson, placeInText } from "./json-text.ts";

function faultIn(text: string): JsonFault | undefined {
  try {
    parseJson(text);
    return undefined;
  } catch (error) {
    if (error instanceof JsonFault) return error;
    throw error;
  }
}

describe("parseJson", () => {
  test.each<[string, number, string]>([
    ["", 0, "expected a value, found the end of the text"],
    ["{", 1, 'expected a field name in "double quotes", found the end of the text'],
    ['{"a":1,}', 6, 'a comma before "}" is not allowed'],
    ["[1,]", 2, 'a comma before "]" is not allowed'],
    ["{'a':1}", 1, 'expected a field name in "double quotes", found a single quote; JSON uses double quotes'],
    ['{"a" 1}', 5, 'expected ":" after the field name, found "1"'],
    ['{"a":1,"a":2}', 7, 'the field "a" is given twice in one object'],
    ['{"a":1,"\\u0061":2}', 7, 'the field "a" is given twice in one object'],
    ['{"__proto__":1}', 1, 'the field name "__proto__" is not allowed'],
    ["[1 // one\n]", 3, 'expected "," or "]", found a comment, which JSON does not have'],
    ['["abc', 1, "this text has no closing quote"],
    ['"a\nb"', 2, "a line break or control character inside a text; write it as \\n, \\t or \\u0000"],
    ['"\\x"', 2, 'expected one of " \\ / b f n r t or four hexadecimal digits after \\u, found x'],
    ["[".repeat(101), 100, "nested deeper than 100"],
    [
      `{${Array.from({ length: 1001 }, (_, i) => `"${1000 + i}":0`).join(",")}}`,
      9001,
      "more than 1000 fields in one object",
    ],
    ["NaN", 0, "expected a value, found NaN"],
    ["01", 1, 'expected nothing after the end of the document, found "1"'],
    ["1.", 2, "expected a digit, found the end of the text"],
    ["[-]", 2, 'expected a digit, found "]"'],
    ["1.e5", 2, "expected a digit, found e5"],
    ["[1e+ ]", 4, 'expected a digit, found " "'],
    ["[1 2]", 3, 'expected "," or "]", found "2"'],
    ['{"a":tru}', 5, "expected a value, found tru"],
    ["{} {}", 3, 'expected nothing after the end of the document, found "{"'],
  ])("finds the fault in %.40j", (text, offset, message) => {
    expect(faultIn(text)).toMatchObject({ offset, message });
  });

  it("accepts what JSON.parse accepts, and nothing else, and gives the same value", () => {
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", '"', "}", "]", "0", "-", ".", "e", "\\", "\n", "t"))
      .map(([text, at, insert]) => {
        const position = at % (text.length + 1);
        return text.slice(0, position) + insert + text.slice(position + (at % 2));
      });
    fc.assert(
      fc.property(fc.oneof(fc.json(), broken, fc.string()), (text) => {
        const fault = faultIn(text);
        if (fault !== undefined && /given twice|__proto__/.test(fault.message)) return;
        let value: unknown;
        let parses = true;
        try {
          value = JSON.parse(text);
        } catch {
          parses = false;
        }
        expect(fault === undefined).toBe(parses);
        if (parses) expect(parseJson(text)).toStrictEqual(value);
      }),
      { seed: 20200122, numRuns: 5000 },
    );
  });
});

describe("placeInText", () => {
  it("counts lines and columns from 1 and points at the place", () => {
    expect(placeInText("ab\r\ncd", 5)).toEqual({ line: 2, column: 2, excerpt: "cd\n ^" });
    expect(placeInText("a", 1)).toEqual({ line: 1, column: 2, excerpt: "a\n ^" });
  });
});
