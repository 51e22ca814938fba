import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { analysisIdOf, canonicalJson, canonicalSpec } from "./analysis-id.ts";
import { parseAnalysisRequest } from "./analysis-request.ts";
import { parseSpec } from "./parse-spec.ts";
import { hzz2020 } from "./presets/hzz-2020.ts";
import { toyAnalysis } from "./presets/hzz-toy.ts";
import { presetByName } from "./presets/presets.ts";
import { analysisSpecSchema, type AnalysisSpec } from "./spec.ts";
import { strictFields } from "./spec-fields.ts";
import { group, release, sample } from "./spec-group.ts";
import { histogram } from "./spec-histogram.ts";
import { toyOptions } from "./toy/toy-options.ts";

/** Every field that release 0.1.0 knows. */
const everyField = {
  title: "Everything",
  description: "All fields\nof today",
  release: { label: "Mine", baseUrls: ["https://example.org/a/"] },
  centreOfMassEnergyTeV: 13.6,
  luminosityInvFb: 2.5,
  tree: "t",
  energyUnit: "GeV",
  collections: { lep: { pt: "p", eta: "e", phi: "f", mass: "m" } },
  define: [{ name: "a", expression: "x" }],
  weights: { factors: ["w"], sign: "absolute" },
  cuts: [{ name: "c", expression: "a > 1", label: "A" }],
  histograms: [
    {
      name: "h",
      expression: "a",
      title: "H",
      axis: { type: "regular", bins: 2, lower: 0, upper: 1, label: "x", unit: "GeV" },
    },
    { name: "v", expression: "a", axis: { type: "variable", edges: [0, 0.1, 1e21], label: "y", unit: "s" } },
  ],
  groups: [
    {
      name: "d",
      label: "D",
      color: "#000000",
      kind: "data",
      lane: "data",
      samples: [{ name: "d1", files: ["a.root"] }],
    },
    {
      name: "s",
      label: "S",
      color: "#ff0000",
      kind: "signal",
      samples: [
        {
          name: "s1",
          label: "S1",
          files: ["b.root", "c.root"],
          crossSectionPb: 1,
          sumOfWeights: 2,
          filterEfficiency: 0.5,
          kFactor: 1.5,
        },
      ],
    },
  ],
};

const examples = join(import.meta.dirname, "../../examples");

describe("analysisIdOf", () => {
  it("is 16 hexadecimal digits, the same for the same specification however it is written", async () => {
    const id = await analysisIdOf(parseSpec(hzz2020));
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    const reversed = Object.fromEntries(Object.entries(hzz2020).reverse());
    expect(await analysisIdOf(parseSpec(JSON.stringify(reversed, null, 3)))).toBe(id);
    expect(await analysisIdOf(parseSpec({ ...hzz2020, $schema: "x", centreOfMassEnergyTeV: 13 }))).toBe(id);
    const { centreOfMassEnergyTeV: _, ...silent } = parseSpec(hzz2020);
    expect(await analysisIdOf(silent)).toBe(id);
    expect(await analysisIdOf({ ...silent, centreOfMassEnergyTeV: undefined })).toBe(id);
  });

  it("differs when anything differs", async () => {
    const ids = await Promise.all(
      [hzz2020, { ...hzz2020, luminosityInvFb: 11 }, { ...hzz2020, cuts: [...(hzz2020.cuts ?? [])].reverse() }].map(
        (input) => analysisIdOf(parseSpec(input)),
      ),
    );
    expect(new Set(ids).size).toBe(3);
  });

  it("does not change from one version to the next without anyone noticing", async () => {
    const spec = parseSpec({
      title: "t",
      release: { label: "Toy data" },
      luminosityInvFb: 1,
      tree: "t",
      energyUnit: "GeV",
      histograms: [{ name: "m", expression: "x", axis: { type: "variable", edges: [0, 0.1] } }],
      groups: [{ name: "g", label: "G", color: "#000000", kind: "data", samples: [{ name: "s", files: ["s.root"] }] }],
    });
    expect(await analysisIdOf(spec)).toBe("b2b9f250fbad9391");
  });

  it("is for ever what release 0.1.0 made of presets, examples and every field", async () => {
    const example = (name: string) => parseAnalysisRequest(readFileSync(join(examples, name), "utf8")).spec;
    const request = (body: object) => parseAnalysisRequest(JSON.stringify(body)).spec;
    // Presets say more of their data by now, and hzz-2020 of its simulation; hzz-toy takes the newest version of the toy.
    const firstToy = (text: string) => text.replace("toy://v2/", "toy://v1/").replace(": version 2, seed", ": seed");
    const asThen = (spec: AnalysisSpec): AnalysisSpec => ({
      ...spec,
      description: firstToy(spec.description).replace(
        /invariant mass\. Pairs of opposite charge .* for gg → ZZ\.$/,
        "invariant mass. Event weights are signed.",
      ),
      groups: spec.groups.map(({ luminosityInvFb: _group, ...group }) => ({
        ...group,
        samples: group.samples.map(({ luminosityInvFb: _sample, ...sample }) => ({
          ...sample,
          files: sample.files.map(firstToy),
        })),
      })),
    });
    const ids: [string, AnalysisSpec][] = [
      ["e4601a9e7dab91c4", asThen(presetByName("hzz-2020"))],
      ["de20ca9911c13024", asThen(presetByName("hzz-2025"))],
      ["27ae343de96f8744", asThen(presetByName("hzz-toy"))],
      ["27ae343de96f8744", asThen(parseSpec(toyAnalysis(toyOptions({ version: 1 }))))],
      ["2a29ef7b5094eda4", example("1-smallest.json")],
      ["2e5edf6743668ab8", example("2-own-analysis.json")],
      ["af8dfc93ba028e0d", example("3-own-files.json")],
      ["d01b4a6f60d18aaa", asThen(example("4-change-a-preset.json"))],
      ["760924db704d3301", example("6-type-and-charge-2025.json")],
      ["0eb1c1f412c8dd8a", example("7-final-selection-2025.json")],
      [
        "6f13e4678c9ed082",
        asThen(
          request({
            preset: "hzz-2020",
            title: "H → ZZ* → 4ℓ, ATLAS Open Data 2020 (changed)",
            axes: { m4l: { bins: 17 } },
          }),
        ),
      ],
      ["520ccd56782536f9", asThen(request({ preset: "hzz-2020", samples: ["ggH*"] }))],
      ["9f9805a28ae1a045", parseSpec(everyField)],
    ];
    expect(ids.length).toBeGreaterThan(5);
    expect(await Promise.all(ids.map(([, spec]) => analysisIdOf(spec)))).toEqual(ids.map(([id]) => id));
  });
});

describe("canonicalSpec", () => {
  /** The schema with a field added wherever fields are. */
  const later = { later: z.array(strictFields({ name: z.string(), kind: z.string().default("signal") })).default([]) };
  const laterSample = sample.extend({ mirror: z.boolean().default(false), note: z.string().optional() });
  const laterSchema = analysisSpecSchema.safeExtend({
    ...later,
    release: release.extend({ year: z.number().default(0) }),
    weights: strictFields({
      factors: z.array(z.string()),
      sign: z.enum(["signed", "absolute"]).default("signed"),
      data: z.array(z.string()).optional(),
      later: z.boolean().default(false),
    }).default({ factors: [], sign: "signed", later: false }),
    histograms: z.array(histogram.extend({ only: z.string().default("true"), axes: z.array(z.int()).default([1, 2]) })),
    groups: z.array(group.extend({ samples: z.array(laterSample), ...later })),
  });
  const textOf = (document: object) => {
    const fields = Object.fromEntries(Object.entries(document).filter(([name]) => name !== "$schema"));
    return canonicalSpec(laterSchema.parse(fields), laterSchema);
  };
  const documents = [
    hzz2020,
    everyField,
    JSON.parse(readFileSync(join(examples, "7-final-selection-2025.json"), "utf8")),
  ];

  it.each(documents as object[])(
    "does not change when a field is added to the schema that is left out (%#)",
    (document) => {
      expect(textOf(document)).toBe(canonicalSpec(parseSpec(document)));
    },
  );

  it("does not change by a later field that equals its default, and does by one that differs", () => {
    const [first] = everyField.histograms;
    const withHistogram = (fields: object) => ({ ...everyField, histograms: [{ ...first, ...fields }] });
    const plain = textOf(withHistogram({}));
    expect(plain).not.toContain("only");
    expect(textOf(withHistogram({ only: "true", axes: [1, 2] }))).toBe(plain);
    expect(textOf({ ...withHistogram({}), later: [] })).toBe(plain);
    expect(textOf({ ...withHistogram({}), release: { ...everyField.release, year: 0 } })).toBe(plain);
    const others = [
      withHistogram({ only: "x > 1" }),
      withHistogram({ axes: [2, 1] }),
      { ...withHistogram({}), later: [{ name: "a" }] },
      { ...withHistogram({}), later: [{ name: "a", kind: "control" }] },
      { ...withHistogram({}), release: { ...everyField.release, year: 2020 } },
    ];
    expect(new Set([plain, ...others.map(textOf)]).size).toBe(1 + others.length);
    expect(textOf({ ...withHistogram({}), later: [{ name: "a", kind: "signal" }] })).toBe(textOf(others[2]!));
  });
});

describe("canonicalJson", () => {
  it("sorts keys, keeps the order of lists and leaves out what is undefined", () => {
    expect(canonicalJson({ b: [{ d: 1, c: undefined }, 2], a: "x" })).toBe('{"a":"x","b":[{"d":1},2]}');
  });
});
