import { describe, expect, it } from "vitest";
import { entryValue } from "./column-values.ts";
import { csvWriter, jsonWriter, type ScanPart, type ScanWriter, tableWriter } from "./scan-render.ts";

const part: ScanPart = {
  start: 7,
  columns: [
    [2, 0],
    [[1.5, 0.10000000149011612], []],
    [[[1, 2], []], [[3]]],
    ["a,\x1b[31m\n", 'say "no"'],
  ],
};
const names = ["n", "pt", "hits", "text"];

function write(writer: ScanWriter, ...parts: ScanPart[]): string {
  return writer.begin(parts[0]!) + parts.map((each) => writer.part(each)).join("") + writer.end(2);
}

describe("a scan", () => {
  it("is a table as ROOT's, a line for each value of the longest list, and one for an entry of empty lists", () => {
    const text = write(tableWriter(names, true, undefined), part);
    expect(text.split("\n")).toEqual([
      "*".repeat(77),
      "*      Row *  Instance *         n *        pt *      hits *           text *",
      "*".repeat(77),
      String.raw`*        7 *         0 *         2 *       1.5 *    [1, 2] * a,\x1b[31m\x0a *`,
      String.raw`*        7 *         1 *         2 *       0.1 *        [] * a,\x1b[31m\x0a *`,
      '*        8 *         0 *         0 *           *       [3] *       say "no" *',
      "*".repeat(77),
      "==> 2 entries",
      "",
    ]);
  });

  it.each([70, 40])("fits %i columns by leaving whole columns out, and says which", (width) => {
    const lines = write(tableWriter(names, true, width), part)
      .trimEnd()
      .split("\n");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    expect(lines.at(-1)).toBe(width === 70 ? "(too narrow for: text)" : "(too narrow for: pt, hits, text)");
  });

  it("has no column for instances where there is no list", () => {
    const text = write(tableWriter(["n"], false, undefined), { start: 0, columns: [[1]] });
    expect(text.split("\n")[1]).toBe("*      Row *         n *");
  });

  it("is CSV with every digit, and with quotes where they are needed", () => {
    expect(write(csvWriter(names, true), part)).toBe(
      [
        "Row,Instance,n,pt,hits,text",
        '7,0,2,1.5,"[1, 2]","a,\x1b[31m\n"',
        '7,1,2,0.10000000149011612,[],"a,\x1b[31m\n"',
        '8,0,0,,[3],"say ""no"""',
        "",
      ].join("\r\n"),
    );
  });

  it("is JSON in which nothing is lost: long integers, NaN, negative zero, truth", () => {
    const special: ScanPart = { start: 0, columns: [[2n ** 63n - 1n, NaN, -Infinity, -0, true, [[], [1]]]] };
    const text = write(jsonWriter({ tree: "t" }), special, { start: 6, columns: [["x"]] });
    expect(text).toContain("[0,9223372036854775807]");
    expect(text).toContain("[3,-0.0]");
    const { tree, rows } = JSON.parse(text) as { tree: string; rows: unknown[][] };
    expect(tree).toBe("t");
    expect(rows.slice(1)).toEqual([
      [1, "NaN"],
      [2, "-Infinity"],
      [3, -0],
      [4, true],
      [5, [[], [1]]],
      [6, "x"],
    ]);
  });
});

describe("the value of an entry", () => {
  it("is what its column holds: numbers, truth, lists, lists in lists, texts", () => {
    const offsets = Int32Array.of(0, 2, 2);
    expect(entryValue({ shape: "scalar", type: "bool", length: 2, values: Uint8Array.of(0, 1) }, 1)).toBe(true);
    const list = { shape: "list", type: "uint64", length: 2, offsets, content: BigUint64Array.of(5n, 6n) } as const;
    expect([0, 1].map((entry) => entryValue(list, entry))).toEqual([[5n, 6n], []]);
    const levels = [Int32Array.of(0, 2, 2), Int32Array.of(0, 1, 3)];
    const nested = { shape: "nested", type: "int8", length: 2, levels, content: Int8Array.of(1, 2, 3) } as const;
    expect([0, 1].map((entry) => entryValue(nested, entry))).toEqual([[[1], [2, 3]], []]);
    expect(entryValue({ shape: "text", length: 2, levels: [], texts: ["a", "b"] }, 1)).toBe("b");
  });
});
