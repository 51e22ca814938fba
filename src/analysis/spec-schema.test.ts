import { describe, expect, it } from "vitest";
import { specJsonSchema } from "./spec-schema.ts";

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
    expect(schema["required"]).toEqual(["title", "tree", "histograms"]);
    expect(schema["oneOf"]).toEqual([{ required: ["groups"] }, { required: ["files"] }]);
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
