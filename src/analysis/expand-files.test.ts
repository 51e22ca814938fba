import { describe, expect, it, vi } from "vitest";
import { analysisIdOf } from "./analysis-id.ts";
import { expandFiles, type ListFiles } from "./expand-files.ts";
import { parseSpec } from "./parse-spec.ts";
import { presetInput } from "./presets/presets.ts";
import { SpecError } from "./spec-error.ts";
import { specLimits } from "./spec-limits.ts";

const base = "https://example.org/open-data";

function specOf(...samples: { files: string[]; expect?: number; allowRepeatedFiles?: true }[]) {
  const input = presetInput("hzz-2020");
  const named = samples.map((sample, i) => ({ name: `s${i}`, ...sample }));
  const groups = [{ name: "data", label: "Data", color: "#000000", kind: "data", samples: named }];
  return parseSpec({ ...input, release: { label: "x", baseUrls: [base] }, groups });
}

const there: Record<string, readonly string[]> = {
  "Data/*.root": ["Data/b.root", "Data/a.root", "Data/C.root"],
  "**/a.root": ["Data/a.root", "more/a.root"],
  "odd/*": ["odd/x:y.root"],
};
const list: ListFiles = (pattern) => Promise.resolve(there[pattern] ?? []);
const filesIn = (spec: ReturnType<typeof specOf>) => spec.groups[0]!.samples.map(({ files }) => files);

async function problemsOf(spec: ReturnType<typeof specOf>, look = list) {
  const error: unknown = await expandFiles(spec, look).catch((reason: unknown) => reason);
  if (!(error instanceof SpecError)) throw new Error("it was not refused");
  return error.problems;
}

describe("files by pattern", () => {
  it("take the place of the pattern, sorted by code units, and the id is that of the same files written out", async () => {
    const expanded = await expandFiles(specOf({ files: ["Data/*.root"], expect: 3 }), list);
    const written = specOf({ files: ["Data/C.root", "Data/a.root", "Data/b.root"] });
    expect(expanded).toEqual(written);
    expect(await analysisIdOf(expanded)).toBe(await analysisIdOf(written));
  });

  it("are the same in whatever way they are written", async () => {
    const ways = [
      ["Data/*.root", "**/a.root"],
      ["more/a.root", "Data/*.root"],
      ["./Data/*.root", `more/a.root`],
    ];
    const found = await Promise.all(ways.map(async (files) => filesIn(await expandFiles(specOf({ files }), list))));
    for (const files of found) expect(files).toEqual([["Data/C.root", "Data/a.root", "Data/b.root", "more/a.root"]]);
  });

  it("stand once, also beside the same file by its URL", async () => {
    const found = await expandFiles(specOf({ files: ["Data/*.root", `${base}/Data/a.root`] }), list);
    expect(filesIn(found)).toEqual([["Data/C.root", "Data/b.root", `${base}/Data/a.root`]]);
  });

  it("are named so that a colon ends no scheme", async () => {
    const found = await expandFiles(specOf({ files: ["odd/*"] }), list);
    expect(filesIn(found)).toEqual([["odd/x:y.root"]]);
    expect(parseSpec(found)).toEqual(found);
  });

  it("leave alone what has none, in its order, and look for each pattern once", async () => {
    const look = vi.fn(list);
    const spec = specOf({ files: ["z.root", "a.root"] }, { files: ["Data/*.root"] }, { files: ["Data/*.root"] });
    expect(filesIn(await expandFiles(spec, look))[0]).toEqual(["z.root", "a.root"]);
    expect(look.mock.calls).toEqual([["Data/*.root"]]);
  });

  it("keep what is repeated on purpose", async () => {
    const sample = { files: ["x.root", "x.root", "Data/*.root"], allowRepeatedFiles: true } as const;
    const found = await expandFiles(specOf({ ...sample, files: [...sample.files] }), list);
    expect(filesIn(found)).toEqual([["Data/C.root", "Data/a.root", "Data/b.root", "x.root", "x.root"]]);
  });
});

describe("a count that must be met", () => {
  it("is refused with both numbers and the names, also of files that are written out", async () => {
    expect(await problemsOf(specOf({ files: ["Data/*.root"], expect: 4 }, { files: ["a.root"], expect: 2 }))).toEqual([
      {
        path: "groups[0].samples[0].expect",
        message: "expected 4 files, found 3: Data/C.root, Data/a.root, Data/b.root",
      },
      { path: "groups[0].samples[1].expect", message: "expected 2 files, found 1: a.root" },
    ]);
  });

  it("lists no names where there are many", async () => {
    const many = Array.from({ length: 21 }, (_, i) => `m/${i}.root`);
    const [problem] = await problemsOf(specOf({ files: ["m/*"], expect: 22 }), () => Promise.resolve(many));
    expect(problem?.message).toBe("expected 22 files, found 21");
  });

  it("is no part of the analysis", async () => {
    const [with3, without] = [specOf({ files: ["a.root"], expect: 1 }), specOf({ files: ["a.root"] })];
    expect(await expandFiles(with3, list)).toEqual(without);
  });
});

describe("a pattern is refused", () => {
  it("if nothing matches, or it cannot be looked for, each by its place", async () => {
    const look: ListFiles = (pattern) => Promise.resolve(pattern === "no/*" ? [] : { problem: "a reason" });
    expect(await problemsOf(specOf({ files: ["a.root", "no/*"], expect: 7 }, { files: ["x/*"] }), look)).toEqual([
      { path: "groups[0].samples[0].files[1]", message: 'no file matches "no/*" below any mirror' },
      { path: "groups[0].samples[1].files[0]", message: "a reason" },
    ]);
  });

  it("if there are too many files in all", async () => {
    const many = Array.from({ length: specLimits.files }, (_, i) => `m/${i}.root`);
    const found = await problemsOf(specOf({ files: ["m/*"] }, { files: ["a.root"] }), () => Promise.resolve(many));
    expect(found).toEqual([{ path: "groups", message: "expected at most 100000 files, found 100001" }]);
  });
});
