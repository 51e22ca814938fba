import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { describe, expect, it } from "vitest";
import { generatedDocs } from "../deploy/pages/generated-docs.ts";
import { expressionsPage } from "../deploy/pages/expressions-page.ts";
import { settingsPage } from "../deploy/pages/settings-page.ts";
import { specPage } from "../deploy/pages/spec-page.ts";
import { specJsonSchema } from "../src/analysis/spec-schema.ts";
import { allSettings } from "../src/config/settings.ts";

const root = join(import.meta.dirname, "..");
const pages = generatedDocs((path) => readFileSync(join(root, path), "utf8"));

describe("pages and schemas that are written from the code", () => {
  it.each([...pages])("%s is up to date (else: npm run docs)", async (path, content) => {
    const file = join(root, path);
    const written = path.endsWith(".md")
      ? await format(content, { ...(await resolveConfig(file)), filepath: file })
      : content;
    expect(readFileSync(file, "utf8")).toBe(written);
  });

  it.each(["schemas/1", "docs/reference"])("are all there is in %s", (folder) => {
    const expected = [...pages.keys()].filter((path) => path.startsWith(`${folder}/`));
    expect(readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)).toHaveLength(expected.length);
    expect(expected).toEqual(
      expect.arrayContaining(readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)),
    );
  });
});

describe("expressionsPage", () => {
  const page = readFileSync(join(root, "docs/expressions.md"), "utf8");

  it("writes what the row of a function says in place of what stood there", () => {
    const changed = page.replace("- `deltaR(v, w)`: √(Δη² + Δφ²)", "- of yesterday");
    expect(changed).not.toBe(page);
    expect(expressionsPage(changed)).toContain("\n- `deltaR(v, w)`: √(Δη² + Δφ²)\n");
    expect(expressionsPage(changed)).not.toContain("of yesterday");
  });

  it("names every function once", () => {
    expect(() => expressionsPage(page.replace(" deltaR ", " "))).toThrow("does not name deltaR");
    expect(() => expressionsPage(page.replace(" deltaR ", " deltaR deltaR "))).toThrow('names "deltaR" twice');
    expect(() => expressionsPage(page.replace(" deltaR ", " deltaR deltaQ "))).toThrow('"deltaQ"');
  });
});

describe("specPage", () => {
  type Described = { properties?: object };
  const schema = JSON.parse(specJsonSchema()) as Described & { $defs: Record<string, Described> };

  it("has a table row for every field of every object", () => {
    const page = specPage();
    const fields = [schema, ...Object.values(schema.$defs)].flatMap((object) => Object.keys(object.properties ?? {}));
    expect(fields.length).toBeGreaterThan(40);
    for (const field of fields) expect(page).toContain(`| \`${field}\` |`);
  });

  it("shows type, default, limits and an example", () => {
    expect(specPage()).toContain(
      "| `bins` | whole number | **required** | 1 to 10000 | Number of bins. Underflow and overflow are always kept beside them. Example: `34` |",
    );
    expect(specPage()).toContain('| `lane` | text | `"default"` |');
  });

  it("links only to sections that exist", () => {
    const page = specPage();
    const sections = new Set([...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title?.toLowerCase()));
    for (const [, target] of page.matchAll(/\]\(#([a-z]+)\)/g)) expect(sections).toContain(target);
  });
});

describe("settingsPage", () => {
  it("names every variable and flag with its default", () => {
    const page = settingsPage();
    for (const { variable, flag, purpose, reason } of allSettings) {
      expect(page).toContain(`### ${variable}\n\n${purpose}\n`);
      expect(page).toContain(reason);
      if (flag !== undefined) expect(page).toContain(`\`--${flag}\``);
    }
    expect(page).toContain("- Default: `600000`. ");
    expect(page).toContain("- Default: the number of processor cores, at most 64. ");
  });

  it("is formatted as the formatter wants it", async () => {
    const { format } = await import("prettier");
    const page = settingsPage();
    expect(await format(page, { parser: "markdown", printWidth: 120, trailingComma: "all" })).toBe(page);
  });
});
