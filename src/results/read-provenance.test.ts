import { describe, expect, it } from "vitest";
import { incompleteView } from "../../test/support/fixture-view.ts";
import { toPdf } from "../plot/figure/to-pdf.ts";
import { toSvg } from "../plot/figure/to-svg.ts";
import { exportProvenance, provenanceLine } from "./export-provenance.ts";
import { exportedFile } from "./exported-file.ts";
import { readProvenance } from "./read-provenance.ts";

const scene = { width: 10, height: 10, title: "}{", marks: [] };
const bytesOf = (content: string | Uint8Array) =>
  typeof content === "string" ? new TextEncoder().encode(content) : content;

describe("where an exported file comes from", async () => {
  const view = incompleteView();
  const odd = { ...view, spec: { ...view.spec, tree: 'a "tree" & <{}> \\ ü' } };
  const provenance = await exportProvenance(odd, "1.2.3", 2);

  it.each(["latex", "csv", "hepdata"] as const)("is read back from %s", async (format) => {
    const { content } = await exportedFile(odd, format, { version: "1.2.3", missingCount: 2 });
    expect(readProvenance(bytesOf(content))).toEqual(provenance);
  });

  it("is read back from figures", () => {
    const line = provenanceLine(provenance);
    expect(readProvenance(toPdf(scene, { producer: "", about: line }))).toEqual(provenance);
    expect(readProvenance(bytesOf(toSvg(scene, line)))).toEqual(provenance);
  });

  it("is not there in other files, nor where it is cut off", () => {
    expect(readProvenance(bytesOf("anything"))).toBeUndefined();
    expect(readProvenance(bytesOf(provenanceLine(provenance).slice(0, -5)))).toBeUndefined();
    for (const forged of ["{}", '{"files":[null]}', JSON.stringify({ ...provenance, files: [{ file: 3 }] })])
      expect(readProvenance(bytesOf(`hzz-provenance: ${forged}`))).toBeUndefined();
  });
});
