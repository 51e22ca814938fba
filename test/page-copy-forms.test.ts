import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { copyForms, textOfCopy } from "../src/page/editor/copy-forms.ts";

const spec = {
  title: 'it\'s "mine" $HOME `x` \\n',
  groups: [{ name: "data" }, { name: "zz" }],
  histograms: [{ name: "m4l", expression: "m" }, { name: "n" }],
};
const { groups, histograms } = spec;
const place = { server: "https://hzz.example/base", started: { id: "abc", groups, histograms } };

it("a command that was copied posts just the specification, whatever characters it has", () => {
  const command = textOfCopy("curl", spec, place);
  // In place of curl, a program that prints what it was given.
  const [json, ...rest] = execFileSync("sh", ["-c", command.replace(/^curl --json/, String.raw`printf '%s\0'`)], {
    encoding: "utf8",
  }).split("\0");
  expect(JSON.parse(json!)).toEqual(spec);
  expect(rest).toEqual(["https://hzz.example/base/analyses", ""]);
});

it("a program that was copied reads the result file of the analysis, its first histogram of each group", () => {
  const program = textOfCopy("Python", {}, place);
  expect(program).toContain('url = "https://hzz.example/base/analyses/abc/results.root"');
  expect(program).toContain('for group in ["data","zz"]:');
  expect(program).toContain('file[f"{group}/m4l"].to_hist()');
  expect(execFileSync("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], { input: program })).toEqual(
    Buffer.alloc(0),
  );
});

it("a program that was copied reads a histogram of regions alone where the file has it", () => {
  const inRegions = [{ name: "m4l", regions: ["4e", "4mu"] }, { name: "n" }];
  const read = (regions: { name: string }[], filled = inRegions) =>
    /file\[f"(.*)"\]/.exec(
      textOfCopy("Python", {}, { ...place, started: { id: "abc", groups, histograms: filled, regions } }),
    )?.[1];
  expect(read([{ name: "4mu" }, { name: "4e" }])).toBe("{group}/4mu/m4l");
  expect(
    read(
      [{ name: "n" }],
      [
        { name: "m4l", regions: ["n"] },
        { name: "n", regions: ["n"] },
      ],
    ),
  ).toBe("{group}/n_/m4l");
  expect(read([{ name: "4e" }], [{ name: "m4l", regions: ["4e", "inclusive"] }])).toBe("{group}/m4l");
});

it("there is no program for what has no result yet", () => {
  expect(copyForms({ ...place, started: undefined })).toEqual(["JSON", "YAML", "curl"]);
});
