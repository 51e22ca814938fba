import { describe, expect, it } from "vitest";
import { presetByName, presetNames } from "./presets/presets.ts";
import { specDifferences } from "./spec-differences.ts";
import { type AnalysisSpec, analysisSpecSchema } from "./spec.ts";

const base = analysisSpecSchema.parse({
  title: "Two leptons",
  tree: "mini",
  energyUnit: "GeV",
  luminosityInvFb: 10,
  cuts: [
    { name: "pt", expression: "lep_pt[0] > 20" },
    { name: "charge", expression: "q == 0" },
  ],
  histograms: [
    {
      name: "m",
      expression: "m",
      axis: { type: "regular", bins: 20, lower: 80, upper: 170, unit: "GeV" },
    },
    { name: "n", expression: "n", axis: { type: "variable", edges: [0, 1, 5] } },
  ],
  groups: [
    { name: "data", kind: "data", samples: [{ name: "A", files: ["A.root"] }] },
    { name: "zz", kind: "background", samples: [{ name: "ZZ", files: ["ZZ.root"] }] },
  ],
});

function differences(change: (spec: Writable<AnalysisSpec>) => void): string[] {
  const changed = structuredClone<Writable<AnalysisSpec>>(base);
  change(changed);
  return specDifferences(base, changed);
}

type Writable<T> = T extends object ? { -readonly [Key in keyof T]: Writable<T[Key]> } : T;

describe("what a specification does otherwise than another one", () => {
  it("is told of cuts: other expressions, new ones, those that are gone, another order", () => {
    expect(
      differences(({ cuts }) => {
        cuts[0]!.expression = "lep_pt[0] > 40";
        cuts[1] = { name: "near", expression: "abs(m - 91) < 10" };
      }),
    ).toEqual(["without cut charge", "cut pt: lep_pt[0] > 20 → lep_pt[0] > 40", "with cut near: abs(m - 91) < 10"]);
    expect(differences(({ cuts }) => cuts.reverse())).toEqual(["cuts in another order"]);
  });

  it("is told of bins by the axis as a whole", () => {
    expect(
      differences(({ histograms }) => {
        histograms[0]!.axis = { type: "regular", bins: 40, lower: 80, upper: 170, label: "", unit: "GeV" };
        histograms[1]!.axis = { type: "integer", lower: 0, upper: 5, label: "", unit: "" };
      }),
    ).toEqual([
      "histogram m: 20 bins from 80 to 170 GeV → 40 bins from 80 to 170 GeV",
      "histogram n: edges 0, 1, 5 → whole numbers from 0 to 4",
    ]);
    expect(differences(({ histograms }) => histograms.pop())).toEqual(["without histogram n"]);
  });

  it("is told of samples by their names, wherever they stand, and of long lists by their lengths", () => {
    expect(
      differences(({ groups, ...spec }) => {
        groups[0]!.samples[0]!.files = Array.from({ length: 12 }, (_, i) => `data/A_${i}.root`);
        groups[1]!.samples.push({ ...groups[1]!.samples[0]!, name: "ZZ2", scale: { factor: 1.3, reason: "ggZZ" } });
        return spec;
      }),
    ).toEqual(["sample A, files: 1 → 12", "with group zz, sample ZZ2"]);
    expect(
      differences((spec) => {
        spec.groups[1]!.samples[0]!.scale = { factor: 1.3, reason: "ggZZ" };
        spec.luminosityInvFb = 5;
      }),
    ).toEqual([
      "luminosity in fb⁻¹: 10 → 5",
      "sample ZZ, scale, factor: none → 1.3",
      "sample ZZ, scale, reason: none → ggZZ",
    ]);
  });

  it("says only that something long is another one", () => {
    const long = `${"lep_pt[0] + ".repeat(10)} 0`;
    expect(differences(({ cuts }) => (cuts[0]!.expression = `${long} > 1`))).toEqual(["other cut pt"]);
  });

  it("is not what it is called", () => {
    expect(
      differences((spec) => {
        spec.title = "Another title";
        spec.description = "Other words";
      }),
    ).toEqual([]);
  });

  it.each(presetNames())("is told for each single value of %s that is changed, and for none that is not", (name) => {
    const spec = presetByName(name);
    expect(specDifferences(spec, structuredClone(spec))).toEqual([]);
    const silent = leavesOf(spec).filter((path) => {
      if (["title", "description"].includes(String(path[0])) && path.length === 1) return false;
      return specDifferences(spec, withOther(spec, path)).length === 0;
    });
    expect(silent).toEqual([]);
  });
});

/** Paths of all values that are no objects or lists, and of empty ones. */
function leavesOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return [path];
  return Object.entries(value).flatMap(([key, part]) =>
    leavesOf(part, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function withOther(spec: AnalysisSpec, path: readonly (string | number)[]): AnalysisSpec {
  const changed = structuredClone(spec);
  let at = changed as unknown as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = path.at(-1)!;
  const value = at[last];
  if (typeof value === "number") at[last] = value + 1;
  else if (typeof value === "string") at[last] = `${value} `;
  else if (typeof value === "boolean") at[last] = !value;
  else Reflect.deleteProperty(at, last);
  return changed;
}
