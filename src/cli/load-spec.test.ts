import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { presetByName, presetInput } from "../analysis/presets/presets.ts";
import { UnknownPresetError } from "../analysis/presets/presets.ts";
import { SpecError } from "../analysis/spec-error.ts";
import { exitCodeOf, exitCodeOfError } from "./exit-code.ts";
import { loadSpec } from "./load-spec.ts";
import { UsageError } from "./usage-error.ts";

describe("loadSpec", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hzz-load-spec-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it("finds presets by name and files by path", async () => {
    expect(await loadSpec("hzz-2020")).toEqual(presetByName("hzz-2020"));
    const path = join(folder, "mine");
    await writeFile(path, JSON.stringify(presetInput("hzz-2020")));
    expect(await loadSpec(path)).toEqual(presetByName("hzz-2020"));
  });

  describe("with lists of files", () => {
    const written = (files: readonly string[]) => {
      const { groups, ...input } = presetInput("hzz-2020");
      const [group] = groups;
      return { ...input, groups: [{ ...group!, samples: [{ name: "s", files, expect: 3 }] }] };
    };
    const load = async (files: readonly string[], list: string) => {
      const target = join(folder, "listed.json");
      await writeFile(target, JSON.stringify(written(files)));
      await writeFile(join(folder, "names.txt"), list);
      return loadSpec(target);
    };
    const list = "\uFEFF# of the first run\r\n\r\n  Data/a.root  \r\nData/b*.root\n";

    it("puts the names in place of the list, and leaves patterns for whoever has the mirrors", async () => {
      const { groups } = await load(["x.root", "@names.txt", "y.root"], list);
      expect(groups[0]?.samples[0]).toMatchObject({
        files: ["x.root", "Data/a.root", "Data/b*.root", "y.root"],
        expect: 3,
      });
    });

    it("says in which line of which list something is wrong", async () => {
      const error: unknown = await load(["x.root", "@names.txt", "/y.root"], "a.root\n\nroot://b.root\n@c.txt").catch(
        (reason: unknown) => reason,
      );
      const paths = (error as SpecError).problems.map(({ path }) => path);
      expect(paths).toEqual([
        "groups[0].samples[0].files[1], names.txt line 3",
        "groups[0].samples[0].files[2]",
        "groups[0].samples[0].files[1], names.txt line 4",
      ]);
    });

    it.each([
      ["@gone.txt", UsageError, "gone.txt cannot be read: there is no such file"],
      ["@.", UsageError, "cannot be read: it is a folder"],
      ["@names.txt", SpecError, "groups[0].samples[0].files: expected at least 1 entry, found 0"],
    ])("refuses %s", async (name, type, message) => {
      const error: unknown = await load([name], "# nothing\n").catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(type);
      expect(error).toHaveProperty("message", expect.stringContaining(message));
      expect(exitCodeOfError(error)).toBe(2);
    });
  });

  it("reads YAML as the same document", async () => {
    const path = join(folder, "mine.yaml");
    const written = [
      "title: Leptons",
      "tree: mini",
      "files: [data_A.root] # of the release",
      "histograms:",
      "  - { name: pt, expression: lep_pt / 1000, axis: &axis { bins: 50, lower: 0, upper: 200 } }",
      "  - { name: other, expression: lep_n, axis: *axis }",
    ];
    await writeFile(path, written.join("\n"));
    const spec = await loadSpec(path);
    expect(spec.histograms.map(({ name, axis }) => [name, axis.type])).toEqual([
      ["pt", "regular"],
      ["other", "regular"],
    ]);
    expect(spec.groups[0]!.samples[0]!.files).toEqual(["data_A.root"]);
    expect(
      exitCodeOfError(
        await loadSpec(path)
          .then(() => loadSpec(join(folder, "no.yml")))
          .catch((e: unknown) => e),
      ),
    ).toBe(2);
  });

  it("takes definitions from files beside it, and tells what is wrong with one where it stands", async () => {
    const path = join(folder, "including.yaml");
    const spec = (expression: string) => [
      "include: [my-definitions.yaml]",
      "title: a",
      "tree: mini",
      "files: [data_A.root]",
      `define: [{ name: twice, expression: "${expression}" }]`,
      "histograms: [{ name: m, expression: twice, axis: { bins: 2, lower: 0, upper: 1 } }]",
    ];
    await writeFile(join(folder, "my-definitions.yaml"), 'define: [{ name: m4l, expression: "max(lep_pt)" }]');
    await writeFile(path, spec("2 * m4l").join("\n"));
    expect((await loadSpec(path)).define.map(({ name }) => name)).toEqual(["m4l", "twice"]);
    await writeFile(join(folder, "my-definitions.yaml"), 'define: [{ name: m4l, expression: "max(lep_pt" }]');
    await writeFile(path, spec("2 * ").join("\n"));
    const error = await loadSpec(path).catch((reason: unknown) => reason);
    expect((error as SpecError).problems.map((problem) => problem.path)).toEqual([
      "my-definitions.yaml line 1: define[0].expression",
      "define[0].expression",
    ]);
    await writeFile(path, spec("2 * m4l").join("\n").replace("my-definitions", "none"));
    await expect(loadSpec(path)).rejects.toThrow(
      /The included file .*none\.yaml cannot be read: there is no such file/,
    );
  });

  it("refuses YAML that is none, grows without end, or is too deep", async () => {
    const path = join(folder, "bad.yml");
    const laughs = Array.from({ length: 20 }, (_, i) => `a${i}: &a${i} [${`*a${i - 1}, `.repeat(9)}1]`);
    const refusals: [string, string][] = [
      ["title: [1, 2", "not readable as YAML"],
      ["title: a\ntitle: b", "line 2, column 1"],
      [["a0: &a0 [1]", ...laughs.slice(1)].join("\n"), "not readable as YAML"],
      ["[".repeat(5000), "bad.yml is refused"],
      [`title: ${"x".repeat(1 << 20)}`, "characters of YAML"],
      ["", "expected an object"],
    ];
    for (const [text, message] of refusals) {
      await writeFile(path, text);
      const error: unknown = await loadSpec(path).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(SpecError);
      expect((error as SpecError).message).toContain(message);
    }
  });

  it("refuses what it cannot find or read, with exit code 2", async () => {
    const missing = join(folder, "no.json");
    const broken = join(folder, "broken.json");
    await writeFile(broken, "{");
    const refusals: [string, unknown, string][] = [
      ["hzz-2021", UnknownPresetError, "nearest names: hzz-2020, hzz-2025"],
      [missing, UsageError, `${missing} cannot be read: there is no such file`],
      [`${folder}/`, UsageError, "cannot be read: it is a folder"],
      [broken, SpecError, `${broken} is refused: not readable as JSON: line 1, column 2`],
    ];
    for (const [target, type, message] of refusals) {
      const error: unknown = await loadSpec(target).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(type);
      expect(error).toHaveProperty("message", expect.stringContaining(message));
      expect(exitCodeOfError(error)).toBe(2);
    }
  });
});

describe("exit codes", () => {
  it("are 0 complete, 3 otherwise, 1 for what nobody foresaw", () => {
    expect((["complete", "incomplete", "cancelled", "running"] as const).map(exitCodeOf)).toEqual([0, 3, 3, 3]);
    expect(exitCodeOfError(new Error("x"))).toBe(1);
  });
});
