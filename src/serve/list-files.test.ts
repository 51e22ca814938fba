import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFileLister, type ListOptions } from "./list-files.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hzz-list-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function put(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), "");
  }
}

function look(pattern: string, options: Partial<ListOptions> = {}) {
  return createFileLister({ mirrors: [join(folder, "m")], linksOut: false, ...options })(pattern);
}
async function namesOf(pattern: string, options: Partial<ListOptions> = {}): Promise<string[]> {
  const found = await look(pattern, options);
  if ("problem" in found) throw new Error(found.problem);
  return [...found].sort();
}
async function problemOf(pattern: string, options: Partial<ListOptions> = {}): Promise<string> {
  const found = await look(pattern, options);
  if (!("problem" in found)) throw new Error(`found ${found.join(", ")}`);
  return found.problem;
}

describe("files below mirrors", () => {
  it("are found by the names that stars stand for, in folders of any depth behind `**`", async () => {
    put("m/a.root", "m/Data/a.root", "m/Data/b.root", "m/Data/b.txt", "m/Data/deep/er/c.root", "m/MC/d.root");
    expect(await namesOf("Data/*.root")).toEqual(["Data/a.root", "Data/b.root"]);
    expect(await namesOf("*/*.root")).toEqual(["Data/a.root", "Data/b.root", "MC/d.root"]);
    expect(await namesOf("**/*.root")).toEqual([
      ...["Data/a.root", "Data/b.root", "Data/deep/er/c.root"],
      ...["MC/d.root", "a.root"],
    ]);
    expect(await namesOf("Data/**")).toEqual(["Data/a.root", "Data/b.root", "Data/b.txt", "Data/deep/er/c.root"]);
    expect(await namesOf("**/er/**/*.root")).toEqual(["Data/deep/er/c.root"]);
    expect(await namesOf("*/b.txt")).toEqual(["Data/b.txt"]);
    expect(await namesOf("none/*.root")).toEqual([]);
    expect(await namesOf("a.root/*")).toEqual([]);
  });

  it("are not found behind a dot, unless the pattern has one", async () => {
    put("m/.a.root", "m/.hidden/b.root", "m/c.root");
    expect(await namesOf("**/*.root")).toEqual(["c.root"]);
    expect(await namesOf(".*.root")).toEqual([".a.root"]);
    expect(await namesOf(".hidden/*")).toEqual([".hidden/b.root"]);
  });

  it("are those of all mirrors together, each name once; a mirror need not be there", async () => {
    put("m/a.root", "m/b.root", "n/b.root", "n/c.root");
    const mirrors = ["m", "gone", "n"].map((name) => join(folder, name));
    expect(await namesOf("*.root", { mirrors })).toEqual(["a.root", "b.root", "c.root"]);
  });

  it("are found once where mirrors lie in each other, or a file has several names", async () => {
    put("m/Data/a.root", "m/Data/b.root");
    symlinkSync("a.root", join(folder, "m/Data/z.root"));
    linkSync(join(folder, "m/Data/b.root"), join(folder, "m/Data/y.root"));
    const mirrors = [join(folder, "m"), folder];
    expect(await namesOf("**/*.root", { mirrors })).toEqual(["Data/a.root", "Data/b.root"]);
    expect(await namesOf("**/*.root", { mirrors: [...mirrors].reverse() })).toEqual(["m/Data/a.root", "m/Data/b.root"]);
  });
});

describe("links", () => {
  it("are followed inside the mirrors, to folders only where the pattern names them", async () => {
    put("m/real/a.root", "n/b.root");
    symlinkSync("real/a.root", join(folder, "m/link.root"));
    symlinkSync("real", join(folder, "m/folder"));
    symlinkSync("..", join(folder, "m/real/up"));
    symlinkSync(join(folder, "n/b.root"), join(folder, "m/other-mirror.root"));
    const mirrors = [join(folder, "m"), join(folder, "n")];
    expect(await namesOf("*.root", { mirrors })).toEqual(["link.root", "other-mirror.root"]);
    expect(await namesOf("folder/*.root", { mirrors })).toEqual(["folder/a.root"]);
    expect(await namesOf("**/a.root", { mirrors })).toEqual(["real/a.root"]);
  });

  it("that lead out are refused, and not left out; with linksOut they are followed", async () => {
    put("m/a.root", "out/b.root");
    symlinkSync(join(folder, "out/b.root"), join(folder, "m/b.root"));
    symlinkSync(join(folder, "out"), join(folder, "m/folder"));
    expect(await problemOf("*.root")).toBe(
      '"*.root": "b.root" is a link that leads out of the mirror, and is not followed',
    );
    expect(await problemOf("folder/*.root")).toMatch(/"folder" is a link that leads out/);
    expect(await problemOf("f*/*.root")).toMatch(/"folder" is a link that leads out/);
    expect(await namesOf("*.root", { linksOut: true })).toEqual(["a.root", "b.root"]);
    expect(await namesOf("folder/*", { linksOut: true })).toEqual(["folder/b.root"]);
  });

  it("to nothing are named, since a file is missing there", async () => {
    put("m/a.root");
    symlinkSync("gone", join(folder, "m/b.root"));
    expect(await problemOf("*.root")).toBe('"*.root": the link "b.root" cannot be looked at: it leads to nothing');
  });
});

describe("looking is refused", () => {
  it("without a mirror, with one that is a server, and out of one", async () => {
    expect(await problemOf("*.root", { mirrors: [] })).toMatch(/no mirror.*cannot be listed.*@files\.txt/);
    expect(await problemOf("*.root", { mirrors: ["https://example.org/"] })).toMatch(/is a server, which cannot/);
    put("a.root", "m/b.root");
    expect(await problemOf("../*.root")).toMatch(/has "\.\." in it/);
    expect(await problemOf("x/../../*.root")).toMatch(/has "\.\." in it/);
  });

  it("where a folder cannot be listed", async () => {
    symlinkSync("m", join(folder, "m"));
    expect(await problemOf("**/*.root")).toBe('"**/*.root": the mirror cannot be looked at: it leads to itself');
  });

  it("beyond the bounds: names, depth, time, files", async () => {
    put("m/a/b/c/d.root", "m/e.root", "m/f.root");
    expect(await problemOf("**/*.root", { limits: { entries: 3 } })).toMatch(/more than 3 names/);
    expect(await problemOf("**/*.root", { limits: { depth: 2 } })).toMatch(/deeper than 2/);
    expect(await problemOf("*.root", { limits: { files: 1 } })).toMatch(/more than 1 files/);
    let now = 0;
    expect(await problemOf("**/*.root", { now: () => (now += 20_000) })).toMatch(/longer than 30 s/);
  });

  it("for all patterns of a specification together", async () => {
    put("m/a.root", "m/b.root");
    const list = createFileLister({ mirrors: [join(folder, "m")], linksOut: false, limits: { entries: 3 } });
    expect(await list("a*")).toEqual(["a.root"]);
    expect(await list("b*")).toHaveProperty("problem");
  });

  it("of a name that could not be read", async () => {
    put("m/a\nb.root");
    expect(await problemOf("*.root")).toMatch(/matches "a\\nb\.root", which cannot be named/);
  });
});
