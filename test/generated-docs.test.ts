import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { describe, expect, it } from "vitest";
import { generatedDocs } from "../src/cli/generated-docs.ts";

const root = join(import.meta.dirname, "..");
const pages = generatedDocs();

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
