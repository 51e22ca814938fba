import { describe, expect, it } from "vitest";
import { presetInput } from "../../analysis/presets/presets.ts";
import { formatSpecText, kindOfText, readSpecText, writeSpecText } from "./spec-text.ts";

describe("a specification as text", () => {
  it("is JSON if it begins with a brace, else YAML", () => {
    expect([' \n{"a": 1}', "a: 1", "- 1", "", "[1]"].map(kindOfText)).toEqual(["JSON", "YAML", "YAML", "YAML", "JSON"]);
  });

  it.each(["JSON", "YAML"] as const)("comes back the same from %s, whatever preset it is", (kind) => {
    for (const name of ["hzz-2020", "hzz-toy", "agc-ttbar"]) {
      const input: unknown = JSON.parse(JSON.stringify(presetInput(name)));
      const read = readSpecText(writeSpecText(input, kind));
      expect(read).toMatchObject({ kind, faults: [], value: input });
      // Good order is kept.
      expect(formatSpecText(read)).toBe(read.text);
    }
  });

  it("writes what is small on one line", () => {
    const axis = { bins: 10, lower: 0, upper: 10 };
    expect(writeSpecText({ title: "t", files: [], histograms: [{ name: "n", axis }] }, "JSON")).toBe(
      [
        "{",
        '  "title": "t",',
        '  "files": [],',
        '  "histograms": [',
        "    {",
        '      "name": "n",',
        '      "axis": { "bins": 10, "lower": 0, "upper": 10 }',
        "    }",
        "  ]",
        "}\n",
      ].join("\n"),
    );
  });

  it("writes what is small on one line of YAML as well, but no expression, which would need quotes there", () => {
    const axis = { bins: 10, lower: 0, upper: 10 };
    const text = writeSpecText({ title: "t", histograms: [{ name: "n", expression: "x[0:2], y", axis }] }, "YAML");
    expect(text).toBe(
      "title: t\nhistograms:\n  - name: n\n    expression: x[0:2], y\n    axis: { bins: 10, lower: 0, upper: 10 }\n",
    );
  });

  it("keeps comments of YAML when it is formatted", () => {
    expect(formatSpecText(readSpecText("title:   t # why\ncuts: [ ]\n"))).toBe("title: t # why\ncuts: []\n");
  });

  it("says where it cannot be read, and then stays as it is", () => {
    const json = readSpecText('{"title": "t",}');
    expect(json.faults).toEqual([{ from: 13, to: 14, message: 'a comma before "}" is not allowed' }]);
    expect(formatSpecText(json)).toBe(json.text);
    const yaml = readSpecText("title: [1\ntree: mini\n");
    expect(yaml.value).toBeUndefined();
    expect(yaml.faults.length).toBeGreaterThan(0);
    for (const { from, to } of yaml.faults) expect(from).toBeLessThanOrEqual(to);
  });

  it("that writes out too many aliases of YAML is refused", () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x]"];
    for (let i = 1; i < 8; i++)
      lines.push(
        `a${i}: &a${i} [${Array(6)
          .fill(`*a${i - 1}`)
          .join(", ")}]`,
      );
    const { value, faults } = readSpecText(lines.join("\n"));
    expect([value, faults.map(({ message }) => message)]).toEqual([undefined, [expect.stringMatching(/alias/)]]);
  });
});
