import { describe, expect, it } from "vitest";
import { specJsonSchema, specReference } from "./spec-reference.ts";

type Schema = {
  description?: string;
  properties?: Record<string, Schema>;
  $ref?: string;
  $defs?: Record<string, Schema>;
};

const schema = JSON.parse(specJsonSchema()) as Schema & Record<string, unknown>;

describe("specJsonSchema", () => {
  it("is a draft 2020-12 schema with a name, that requires what has no default", () => {
    expect(schema["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(schema["$id"]).toBe("urn:hzz-edge:analysis:1");
    expect(schema["required"]).toEqual([
      "title",
      "release",
      "luminosityInvFb",
      "tree",
      "energyUnit",
      "histograms",
      "groups",
    ]);
    expect(schema["additionalProperties"]).toBe(false);
  });

  it("describes every object and every field in words", () => {
    const objects = [["", schema] as const, ...Object.entries(schema.$defs ?? {})];
    for (const [name, object] of objects) {
      expect(object.description, name).toBeTruthy();
      for (const [field, { description, $ref }] of Object.entries(object.properties ?? {}))
        expect(description ?? $ref, `${name}.${field}`).toBeTruthy();
    }
  });
});

describe("specReference", () => {
  it("has a table row for every field of every object", () => {
    const page = specReference();
    const fields = [schema, ...Object.values(schema.$defs ?? {})].flatMap((object) =>
      Object.keys(object.properties ?? {}),
    );
    expect(fields.length).toBeGreaterThan(40);
    for (const field of fields) expect(page).toContain(`| \`${field}\` |`);
  });

  it("shows type, default, limits and an example", () => {
    expect(specReference()).toContain(
      "| `bins` | whole number | **required** | 1 to 10000 | Number of bins. Underflow and overflow are always kept beside them. Example: `34` |",
    );
    expect(specReference()).toContain('| `lane` | text | `"default"` |');
  });

  it("links only to sections that exist", () => {
    const page = specReference();
    const sections = new Set([...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title?.toLowerCase()));
    for (const [, target] of page.matchAll(/\]\(#([a-z]+)\)/g)) expect(sections).toContain(target);
  });
});
