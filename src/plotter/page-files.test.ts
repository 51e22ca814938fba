import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasHashedName } from "./page-files.ts";
import { readPageFiles } from "./read-page-files.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-page-"));
  await mkdir(join(folder, "docs"));
  for (const [name, text] of [
    ["index.html", "<p>"],
    ["page.js", "1"],
    ["docs/index.html", "<p>"],
    ["docs/notice", "x"],
    ["page.js.br", "packed"],
    ["alone.br", "of nothing"],
  ] as const)
    await writeFile(join(folder, name), text);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

it("a name is hashed if it ends with a hash as the build writes it", () => {
  for (const name of ["page-ONC5I7L2.js", "docs/start-GC4IDBBU.js", "favicon-XYFSGH4X.svg"])
    expect(hasHashedName(name)).toBe(true);
  for (const name of ["page.js", "docs/swagger-ui-LICENSE.txt", "a-settings.css", "page-ONC5I7L2/index.html"])
    expect(hasHashedName(name)).toBe(false);
});

describe("readPageFiles", () => {
  it.each(["", sep])("reads every file of a folder, with type and tag (%j at its end)", async (end) => {
    const files = await readPageFiles(folder + end);
    expect([...files.keys()].sort()).toEqual([
      ...["alone.br", "docs/index.html", "docs/notice", "index.html", "page.js"],
    ]);
    expect(files.get("page.js")?.type).toBe("text/javascript; charset=utf-8");
    expect(files.get("docs/notice")?.type).toBe("application/octet-stream");
    expect(new TextDecoder().decode(files.get("index.html")?.bytes)).toBe("<p>");
  });

  it("gives files of the same content the same tag, and others another", async () => {
    const files = await readPageFiles(folder);
    expect(files.get("index.html")?.etag).toBe(files.get("docs/index.html")?.etag);
    expect(files.get("page.js")?.etag).not.toBe(files.get("index.html")?.etag);
    expect(files.get("page.js")?.etag).toMatch(/^"[\w-]{22}"$/);
  });

  it("gives a file its packed form, which is no file of its own, and changes no tag", async () => {
    const files = await readPageFiles(folder);
    expect(new TextDecoder().decode(files.get("page.js")?.brotli)).toBe("packed");
    expect(files.has("page.js.br")).toBe(false);
    expect(files.get("index.html")?.brotli).toBeUndefined();
  });

  it("finds nothing in a folder that does not exist", async () => {
    expect((await readPageFiles(join(folder, "none"))).size).toBe(0);
  });
});
