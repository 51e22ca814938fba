import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const read = (page: string) => readFileSync(join(root, page), "utf8");
const below = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`);

/** All that people read, but the changelog, which may speak of what was. */
const pages = [
  ...["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "bench/README.md", "changes.d/README.md"],
  ...["docs", "deploy", "examples"]
    .flatMap(below)
    .filter((name) => name.endsWith(".md") && !name.includes("node_modules")),
];

/** Folders below the root and below `src/` whose files are named by paths. */
const roots = ["src", "test", "cmd", "bench", "deploy", "docs", "examples", "schemas", "changes.d", ".github"];
const modules = readdirSync(join(root, "src"));
const endings = ["", ".ts", ".tsx", ".mjs", ".sh", ".test.ts"];

/** Paths in backticks: `ledger/ledger-file`, `test/model`, `plotter/http/*-routes`; not of what a script makes. */
function pathsIn(text: string): string[] {
  return [...text.matchAll(/(?<!`)`([\w.-]+(?:\/[\w.*-]+)+\/?|[\w.-]+\/)`/g)]
    .map(([, path = ""]) => path)
    .filter((path) => [...roots, ...modules].includes(path.split("/")[0] ?? "") && !path.startsWith("deploy/secrets/"));
}

/** A path from the root, from `src/`, or from the folder of the page. */
function exists(path: string, page: string): boolean {
  return [path, `src/${path}`, join(dirname(page), path)].some((place) =>
    endings.some((ending) => {
      const name = join(root, place.replace(/\/$/, "") + ending);
      return name.includes("*") ? matchesOne(name) : existsSync(name);
    }),
  );
}

/** A star stands for a part of the last name. */
function matchesOne(pattern: string): boolean {
  if (!existsSync(dirname(pattern))) return false;
  const [before = "", after = ""] = pattern.slice(dirname(pattern).length + 1).split("*");
  return readdirSync(dirname(pattern)).some((name) => name.startsWith(before) && name.endsWith(after));
}

/** The anchors of a page's headings, as the usual forges make them. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function brokenLinks(page: string): string[] {
  const text = read(page).replace(/^```[\s\S]*?^```$/gm, "");
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|<img src="([^"]+)"/g)].map(([, link, image]) => link ?? image ?? "");
  return links.filter((link) => {
    if (/^\w+:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : join(dirname(page), path);
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  });
}

// A decision is kept as it was taken, with the names of its day.
describe.each(pages.filter((page) => !page.startsWith("docs/decisions/")))("%s", (page) => {
  it("names only files and folders that there are", () => {
    expect(pathsIn(read(page)).filter((path) => !exists(path, page))).toEqual([]);
  });
});

describe.each(pages)("%s", (page) => {
  it("links only to pages and headings that there are", () => {
    expect(brokenLinks(page)).toEqual([]);
  });
});

describe("pages for the first look", () => {
  it.each([
    ["README.md", 9000],
    ["ARCHITECTURE.md", 15_000],
  ])("%s stays short, without tables, and fits into a terminal", (page, most) => {
    expect(Buffer.byteLength(read(page))).toBeLessThanOrEqual(most);
    const prose = read(page).split("\n");
    expect(prose.filter((line) => line.startsWith("|"))).toEqual([]);
    // Links are longer than what one reads.
    const shown = prose.map((line) => line.replaceAll(/\]\([^)]*\)/g, "]").replace(/<img.*/, ""));
    expect(shown.filter((line) => line.length > 120)).toEqual([]);
  });

  it("have a picture, a small one", () => {
    expect(statSync(join(root, "docs/pictures/page.png")).size).toBeLessThan(100_000);
  });
});
