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

it("there is no program for what has no result yet", () => {
  expect(copyForms({ ...place, started: undefined })).toEqual(["JSON", "YAML", "curl"]);
});
