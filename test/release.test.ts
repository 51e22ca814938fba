import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changelogSection, kinds, withSection } from "../deploy/release.mjs";

const read = (path: string) => readFileSync(join(import.meta.dirname, "..", path), "utf8");
const { version } = JSON.parse(read("package.json")) as { version: string };

describe("the version of package.json", () => {
  it("is the newest of CHANGELOG.md", () => {
    expect(/^## (\S+) \(\d{4}-\d\d-\d\d\)$/m.exec(read("CHANGELOG.md"))?.[1]).toBe(version);
  });

  it("is that of the lock file", () => {
    const lock = JSON.parse(read("package-lock.json")) as { version: string; packages: Record<string, unknown> };
    expect([lock.version, lock.packages[""]]).toEqual([version, expect.objectContaining({ version })]);
  });
});

describe("a release", () => {
  const fragments = new Map([
    ["b.feature.md", "New: [b](../docs/b.md).\nMore of it.\n"],
    ["a.bugfix.md", "Was wrong.\n"],
    ["c.change.md", "Otherwise.\n"],
  ]);

  it("collects the notes on changes by their kind", () => {
    expect(changelogSection("1.2.0", "2026-12-24", fragments)).toBe(
      "## 1.2.0 (2026-12-24)\n\n### Changes\n\n- Otherwise.\n\n### Features\n\n- New: [b](docs/b.md).\n  More of it.\n\n### Fixes\n\n- Was wrong.",
    );
    expect(() => changelogSection("1.2.0", "2026-12-24", new Map([["d.fix.md", ""]]))).toThrow("d.fix.md");
  });

  it("stands above the older ones", () => {
    expect(withSection("# Changelog\n\n## 1.0.0 (2026-01-01)\n\n- Old.\n", "## 1.1.0 (x)")).toBe(
      "# Changelog\n\n## 1.1.0 (x)\n\n## 1.0.0 (2026-01-01)\n\n- Old.\n",
    );
    expect(withSection("# Changelog\n", "## 1.0.0 (x)")).toBe("# Changelog\n\n## 1.0.0 (x)\n");
  });

  it("knows the kinds that changes.d/README.md names", () => {
    expect([...read("changes.d/README.md").matchAll(/^- `(\w+)`/gm)].map(([, kind]) => kind)).toEqual(
      Object.keys(kinds),
    );
  });
});
