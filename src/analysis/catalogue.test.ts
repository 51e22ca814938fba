import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "./analysis-id.ts";
import * as catalogue from "./catalogue.ts";

describe("the catalogue", () => {
  it("has the version of its facts: who changes one counts the version up", () => {
    const { catalogueVersion, release2020, release2025, signal2025, zz2025, otherBackground2025 } = catalogue;
    const facts = canonicalJson({ release2020, release2025, signal2025, zz2025, otherBackground2025 });
    const digest = createHash("sha256").update(facts).digest("hex").slice(0, 16);
    expect({ catalogueVersion, digest }).toEqual({ catalogueVersion: 2, digest: "c0e4068d75acecb9" });
  });
});
