import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseSpec } from "../src/analysis/parse-spec.ts";

const docs = join(import.meta.dirname, "../docs");
const page = readFileSync(join(docs, "write-an-analysis.md"), "utf8");

/** Bodies of the ```json blocks; a fragment is put over the complete example of the page before it is checked. */
const snippets = [...page.matchAll(/^```json( fragment)?\n([\s\S]*?)^```$/gm)].map(([, fragment, body]) => ({
  fragment: fragment !== undefined,
  body: body ?? "",
}));
const complete = snippets.find(({ fragment }) => !fragment);

describe("docs/write-an-analysis.md", () => {
  it("has a complete example", () => {
    expect(complete).toBeDefined();
    expect(parseSpec(complete?.body).title).toBe("Number of leptons");
  });

  it("has a short form that stands for the complete example", () => {
    const [, yaml] = /^```yaml\n([\s\S]*?)^```$/m.exec(page)!;
    const [short, long] = [parseSpec(parse(yaml!)), parseSpec(complete?.body)];
    const plain = ({ title, tree, histograms, groups }: typeof short) => ({
      title,
      tree,
      histograms: histograms.map(({ name, expression, axis }) => [name, expression, { ...axis, label: "" }]),
      files: groups.map(({ name, kind, color, samples }) => [name, kind, color, samples.map(({ files }) => files)]),
    });
    expect(plain(short)).toEqual(plain(long));
  });

  it("has only sound snippets", () => {
    const base = JSON.parse(complete?.body ?? "{}") as Record<string, unknown>;
    expect(snippets.length).toBeGreaterThan(5);
    for (const { body } of snippets) {
      const snippet = JSON.parse(body) as Record<string, unknown>;
      expect(parseSpec({ ...base, ...snippet }), body).toBeDefined();
    }
  });

  it("shows the message that a wrong specification gets", () => {
    const base = JSON.parse(complete?.body ?? "{}") as Record<string, unknown>;
    let message = "";
    try {
      parseSpec({ ...base, luminosityInvFb: -1, titel: "x" }, "my-analysis.json");
    } catch (error) {
      message = error instanceof Error ? error.message : "";
    }
    expect(page.replaceAll(/^ {4}/gm, "")).toContain(message);
  });
});
