import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { describeWithSharedData, sharedPath } from "../../../test/support/shared-data.ts";
import type { ColumnType } from "../../rootio/column.ts";
import { checkRecipe } from "../expression/check-recipe.ts";
import { parseSpec } from "../parse-spec.ts";
import type { AnalysisSpec } from "../spec.ts";
import { branchesOf } from "./preset-branches.ts";
import { presetByName, presetNames, UnknownPresetError } from "./presets.ts";

function problemsOf(spec: AnalysisSpec, tree: ReadonlyMap<string, ColumnType>): string[] {
  const check = checkRecipe(spec, tree, { weighted: true });
  return check.ok ? [] : check.errors.map((error) => error.message);
}

function example(name: string): AnalysisSpec {
  return parseSpec(readFileSync(join(import.meta.dirname, "../../../examples", name), "utf8"), name);
}

describe("presets", () => {
  it("are complete specifications whose expressions fit the branches of their release", () => {
    expect(presetNames()).toEqual([
      ...["hzz-2020", "hzz-2025", "hzz-pairs", "df106", "hzz-toy", "hzz-pairs-variations", "wz-2020", "wz-toy"],
      ...["gamma-gamma", "gamma-gamma-toy", "dimuon", "dimuon-toy", "agc-ttbar", "agc-toy"],
      ...["agc-ttbar-variations", "agc-variations-toy"],
    ]);
    expect(presetNames().indexOf("hzz-toy"), "shown without a click").toBeLessThan(5);
    for (const name of presetNames()) expect(problemsOf(presetByName(name), branchesOf(name)), name).toEqual([]);
  });

  it("are found by name only, and a slip is answered with the nearest", () => {
    expect(() => presetByName("hzz2020")).toThrow(UnknownPresetError);
    expect(() => presetByName("hzz2020")).toThrow('There is no preset "hzz2020"; nearest names: hzz-2020, hzz-2025');
    expect(() => presetByName("constructor")).toThrow(
      'There is no preset "constructor"; the presets are: hzz-2020, hzz-2025',
    );
  });

  it("have the groups, lanes, cuts and bins of the notebook", () => {
    const spec = presetByName("hzz-2020");
    expect(spec.groups.map(({ name, kind, lane, samples }) => [name, kind, lane, samples.length])).toEqual([
      ["data", "data", "data", 4],
      ["z-ttbar", "background", "z-ttbar", 3],
      ["zz", "background", "zz", 1],
      ["signal", "signal", "signal", 4],
    ]);
    expect(spec.cuts.map(({ name }) => name)).toEqual(["charge", "type"]);
    expect(spec.histograms[0]).toMatchObject({
      name: "m4l",
      axis: { type: "regular", bins: 34, lower: 80, upper: 250 },
    });
    expect(spec.weights.sign).toBe("signed");
  });
});

describe("the examples", () => {
  test.each(["6-type-and-charge-2025.json", "7-final-selection-2025.json"])(
    "%s fits the branches of its file",
    (name) => {
      expect(problemsOf(example(name), branchesOf("hzz-2025"))).toEqual([]);
    },
  );

  it("have the preset's selection", () => {
    const preset = presetByName("hzz-2025");
    const plain = (spec: AnalysisSpec) => spec.cuts.map(({ name, expression }) => [name, expression]);
    expect(plain(example("7-final-selection-2025.json"))).toEqual(plain(preset));
    expect(plain(example("6-type-and-charge-2025.json"))).toEqual(plain(preset).slice(-2));
  });
});

interface Facts {
  release_2020_4lep: {
    tree: string;
    lumi_fb: number;
    lumi_per_period_fb: Record<string, number>;
    url_patterns: Record<string, string>;
    data: { name: string }[];
    mc: { name: string; dsid: number; xsec_pb: number; sumw: number; category: string }[];
    categories_and_colours: Record<string, string>;
  };
  release_2025_exactly4lep: {
    tree: string;
    lumi_fb: number;
    lumi_data15_periodD_fb: number;
    data: { name: string; url: string }[];
    mc: { dsid: number; category: string; url: string }[];
  };
}

describeWithSharedData("presets against the catalogue", () => {
  const facts = () => JSON.parse(readFileSync(sharedPath("reference/catalogue-facts.json"), "utf8")) as Facts;

  it("hzz-2020 has every sample of the catalogue with its normalisation, file name and colour", () => {
    const release = facts().release_2020_4lep;
    const spec = presetByName("hzz-2020");
    expect([spec.tree, spec.luminosityInvFb]).toEqual([release.tree, release.lumi_fb]);
    const [data, ...simulation] = spec.groups;
    expect(data?.samples.map(({ name, files }) => [name, files])).toEqual(
      release.data.map(({ name }) => [name, [`Data/${name}.4lep.root`]]),
    );
    const built = simulation.flatMap((group) =>
      group.samples.map((s) => [s.name, s.crossSectionPb, s.sumOfWeights, s.files, group.name, group.color]),
    );
    const wanted = release.mc.map((mc) => [
      ...[mc.name, mc.xsec_pb, mc.sumw, [`MC/mc_${mc.dsid}.${mc.name}.4lep.root`]],
      ...[mc.category.replace("_", "-"), release.categories_and_colours[mc.category]],
    ]);
    expect(built.sort()).toEqual(wanted.sort());
    expect(Object.fromEntries(data?.samples.map((s) => [s.name, s.luminosityInvFb]) ?? [])).toEqual(
      release.lumi_per_period_fb,
    );
    for (const pattern of ["seed_https_data", "seed_https_mc"])
      expect(release.url_patterns[pattern]?.startsWith(spec.release.baseUrls[0] ?? "?")).toBe(true);
  });

  it("hzz-2025 has every file of the catalogue in its category", () => {
    const release = facts().release_2025_exactly4lep;
    const spec = presetByName("hzz-2025");
    expect([spec.tree, spec.luminosityInvFb]).toEqual([release.tree, release.lumi_fb]);
    const periods = spec.groups[0]?.samples.filter(({ luminosityInvFb }) => luminosityInvFb !== undefined);
    expect(periods?.map((s) => [s.name, s.luminosityInvFb])).toEqual([
      ["data15_periodD", release.lumi_data15_periodD_fb],
    ]);
    const urlsOf = (group: string) =>
      spec.groups
        .filter(({ name }) => name === group)
        .flatMap(({ samples }) =>
          samples.flatMap(({ files }) => files.map((f) => `${spec.release.baseUrls[0] ?? ""}${f}`)),
        );
    const inCategory = (category: string) => release.mc.filter((mc) => mc.category === category).map(({ url }) => url);
    expect(urlsOf("data")).toEqual(release.data.map(({ url }) => url));
    expect(urlsOf("signal")).toEqual(inCategory("signal"));
    expect(urlsOf("zz")).toEqual(inCategory("zz"));
    expect(urlsOf("z-ttbar")).toEqual(inCategory("z_tt_ttV_VVV"));
  });
});
