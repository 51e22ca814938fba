import { parse, parseAllDocuments } from "yaml";
import { describe, expect, it } from "vitest";
import { model as modelSchema } from "../analysis/spec-model.ts";
import { fixtureSpec, fixtureView, incompleteView } from "../../test/support/fixture-view.ts";
import { resultsInput, resultsView } from "../../test/support/results-view.ts";
import { readHs3 } from "../statistics/parse-hs3.ts";
import { parseWorkspace } from "../statistics/parse-workspace.ts";
import { exportProvenance } from "./export-provenance.ts";
import { exportedFile, type ExportFormat, exportFormats } from "./exported-file.ts";
import { hepdataSubmission } from "./hepdata.ts";
import { toTex } from "./to-tex.ts";
import { zipOf } from "./zip.ts";

const options = { version: "1.2.3", missingCount: 2 };
const textOf = async (view = fixtureView(), format: ExportFormat) => {
  const { content } = await exportedFile(view, format, options);
  return typeof content === "string" ? content : new TextDecoder().decode(content);
};

describe("an exported file", () => {
  it.each(exportFormats)("as %s says that the result is incomplete, and only then", async (format) => {
    const whole = await textOf(fixtureView(), format);
    expect(whole).not.toContain("INCOMPLETE");
    const broken = await textOf(incompleteView(), format);
    expect(broken).toMatch(
      format === "csv" ? /"status":"incomplete"/ : /INCOMPLETE: the analysis is incomplete, 2 parts are missing/,
    );
  });

  it("has blinded data when asked: the model and HEPData; what counts events after cuts has them anyway", async () => {
    const view = fixtureView({ spec: { ...fixtureSpec(), model: modelSchema.parse({ blind: { m: [86, 92] } }) } });
    const of = async (format: ExportFormat, unblind: boolean) => {
      const { content } = await exportedFile(view, format, { ...options, unblind });
      return typeof content === "string" ? content : new TextDecoder().decode(content);
    };
    const counts = [false, true].map(
      async (unblind) => parseWorkspace(await of("pyhf", unblind)).observations[0]!.data,
    );
    expect(await Promise.all(counts)).toEqual([
      [2, 1],
      [2, 9, 4, 1],
    ]);
    expect(await of("hepdata", false)).toContain("Blinded: data in");
    expect(await of("hepdata", true)).not.toContain("Blinded");
    for (const format of ["csv", "latex"] as const) expect(await of(format, true)).toBe(await of(format, false));
    const origin = async (unblind: boolean) =>
      (JSON.parse(await of("hs3", unblind)) as { misc: Record<string, unknown> }).misc["hzz-provenance"];
    expect(await origin(true)).toEqual(await origin(false));
  });

  it("as pyhf is a workspace whose measurement names the analysis", async () => {
    const { measurements, channels } = parseWorkspace(await textOf(fixtureView(), "pyhf"));
    expect(measurements[0]!.name).toBe("hzz-edge 1.2.3, analysis 0123456789abcdef");
    expect(channels).toHaveLength(1);
  });

  it("as HS3 is the model of pyhf's workspace, with the axis of the histogram, and says where it comes from", async () => {
    const document = JSON.parse(await textOf(fixtureView(), "hs3")) as Record<string, unknown>;
    const { channels, observations } = parseWorkspace(await textOf(fixtureView(), "pyhf"));
    expect(readHs3(document)).toMatchObject({ channels, observations });
    const edges = [80, 85, 90, 95, 100];
    expect(document).toMatchObject({
      metadata: { hs3_version: "0.2.0", packages: [{ name: "hzz-edge", version: "1.2.3" }] },
      distributions: [{ axes: [{ name: "m", min: 80, max: 100, edges }] }],
      misc: { "hzz-provenance": { analysis: "0123456789abcdef" } },
    });
  });

  it("as LaTeX has yields with two digits of their errors, counts of data, and the sum", async () => {
    const text = await textOf(fixtureView(), "latex");
    expect(text).toMatch(/Background ZZ\* & \$8\.5 \\pm 1\.6\$ \\\\/);
    expect(text).toMatch(/Data & 20 \\\\/);
    expect(text).toMatch(/Total expected & \$12\.5 \\pm 1\.7\$ \\\\/);
    expect(text.match(/\\begin\{tabular\}\{p\{0\.27\\textwidth\}rrr\}|\\begin\{tabular\}\{lr\}/g)).toHaveLength(2);
    // Heads are broken, so that four groups fit on a page.
    expect(text).toContain(" & Data & \\shortstack[r]{Background\\\\ZZ*} & Signal \\\\");
  });
});

describe("a submission to HEPData", () => {
  const files = async () => {
    const view = await resultsView();
    return { view, files: hepdataSubmission(view, await exportProvenance(view, "1.2.3")) };
  };

  it("has a document and a data file for each table, with the fields of the schema and no others", async () => {
    const { files: all } = await files();
    const [head, ...tables] = parseAllDocuments(all.get("submission.yaml")!).map(
      (each) => each.toJS() as Record<string, unknown>,
    );
    expect(Object.keys(head!)).toEqual(["comment", "additional_resources"]);
    expect(tables.map(({ name }) => name)).toEqual([...resultsInput.histograms.map(({ name }) => name), "Cutflow"]);
    for (const table of tables) {
      expect(Object.keys(table)).toEqual(["name", "description", "keywords", "data_file"]);
      const data = parse(all.get(table["data_file"] as string)!) as Record<
        string,
        { values: unknown[]; header: object }[]
      >;
      expect(Object.keys(data)).toEqual(["independent_variables", "dependent_variables"]);
      const columns = [...data["independent_variables"]!, ...data["dependent_variables"]!];
      expect(new Set(columns.map(({ values }) => values.length)).size).toBe(1);
      for (const { header } of columns) expect(header).toHaveProperty("name");
    }
  });

  it("has a dash where data are blinded, and says so", async () => {
    const spec = { ...fixtureSpec(), model: modelSchema.parse({ blind: { m: [86, 92] } }) };
    const view = fixtureView({ spec });
    const all = hepdataSubmission(view, await exportProvenance(view, "1"));
    type Column = { values: { value: number | string }[] };
    const { dependent_variables: columns } = parse(all.get("table1.yaml")!) as { dependent_variables: Column[] };
    expect(columns.slice(0, 2).map(({ values }) => values.map(({ value }) => value))).toEqual([
      [2, "-", "-", 1],
      [1, 4, 2, 1],
    ]);
    expect(all.get("submission.yaml")).toContain("Blinded: data in 86 to 92 GeV are left out.");
  });

  it("has the contents of the histograms, bit by bit, with signed asymmetric errors of counts", async () => {
    const view = fixtureView();
    const all = hepdataSubmission(view, await exportProvenance(view, "1"));
    type Column = { values: { value: number; errors: { asymerror?: { minus: number }; symerror?: number }[] }[] };
    const { dependent_variables: columns } = parse(all.get("table1.yaml")!) as { dependent_variables: Column[] };
    expect(columns.map(({ values }) => values.map(({ value }) => value))).toEqual([
      [2, 9, 4, 1],
      [1, 4, 2, 1],
      [0, 3, 1, 0],
      [1, 7, 3, 1],
    ]);
    expect(columns[0]!.values[1]!.errors[0]!.asymerror!.minus).toBeCloseTo(-2.943, 3);
    expect(columns[3]!.values[0]!.errors).toEqual([{ symerror: 0.5, label: "stat" }]);
  });
});

describe("a ZIP file", () => {
  it("has each file where its directory says, with the checksum of its content", () => {
    const zip = zipOf(
      new Map([
        ["a.txt", "123456789"],
        ["b/ü.txt", "other"],
      ]),
    );
    const view = new DataView(zip.buffer);
    const end = zip.length - 22;
    expect([view.getUint32(end, true), view.getUint16(end + 10, true)]).toEqual([0x06054b50, 2]);
    const directory = view.getUint32(end + 16, true);
    expect(view.getUint32(directory, true)).toBe(0x02014b50);
    // The check value of CRC-32.
    expect(view.getUint32(directory + 16, true)).toBe(0xcbf43926);
    const start = view.getUint32(directory + 42, true);
    expect(view.getUint32(start, true)).toBe(0x04034b50);
    expect(new TextDecoder().decode(zip.subarray(start + 30, start + 30 + 5 + 9))).toBe("a.txt123456789");
  });
});

describe("text as LaTeX", () => {
  it.each([
    ["m4ℓ [GeV]", "\\ensuremath{m_{4\\ell}} [GeV]"],
    ["Z → ee, tt̄", "Z \\ensuremath{\\rightarrow} ee, t\\ensuremath{\\bar{t}}"],
    ["√s = 13 TeV, 10 fb⁻¹", "\\ensuremath{\\sqrt{s}} = 13 TeV, 10 fb\\ensuremath{^{-1}}"],
    ["50 % of a_b & c\\d", "50 \\% of a\\_b \\& c\\textbackslash{}d"],
    ["μμ — é", "\\ensuremath{\\mu}\\ensuremath{\\mu} - é"],
  ])("%s", (text, tex) => {
    expect(toTex(text)).toBe(tex);
  });
});
