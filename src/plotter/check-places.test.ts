import { describe, expect, it } from "vitest";
import { checkPlaces, type PlaceRules } from "./check-places.ts";
import { parseSpec } from "../analysis/parse-spec.ts";
import { presetByName, presetNames } from "../analysis/presets/presets.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { serviceSettings } from "../config/settings/service-settings.ts";
import { checkUrl } from "../rootio/source/access-rules.ts";

const lanes = ["default", "data", "z-ttbar", "zz", "signal"];
const byDefault = {
  origins: serviceSettings.allowedOrigins.default as readonly string[],
  privateOrigins: serviceSettings.privateOrigins.default as readonly string[],
  linksOut: false,
};
const rules: PlaceRules = { access: byDefault, lanes };

interface Asked {
  readonly files?: readonly string[];
  readonly baseUrls?: readonly string[];
  readonly lane?: string;
}

/** Two groups, so that paths are not all zeros; the second one asks for what a test is about. */
function specOf({ files = ["x.root"], baseUrls = [], lane = "default" }: Asked): AnalysisSpec {
  const group = { label: "g", color: "#000000", kind: "background" };
  return parseSpec({
    title: "t",
    release: { label: "r", baseUrls },
    luminosityInvFb: 1,
    tree: "mini",
    energyUnit: "GeV",
    histograms: [{ name: "h", expression: "1", axis: { type: "regular", bins: 1, lower: 0, upper: 1 } }],
    groups: [
      { ...group, name: "g0", samples: [{ name: "s0", files: ["a.root"] }] },
      {
        ...group,
        name: "g1",
        lane,
        samples: [
          { name: "s1", files: ["b.root"] },
          { name: "s2", files },
        ],
      },
    ],
  });
}

const check = (asked: Asked) => checkPlaces(specOf(asked), rules);

describe("checkPlaces", () => {
  it.each(presetNames())("lets the preset %s through, as it is and under rules that allow no server", (name) => {
    const spec = presetByName(name);
    expect(checkPlaces(spec, rules)).toEqual([]);
    const nothing = { origins: [], privateOrigins: [], linksOut: false };
    expect(checkPlaces(spec, { access: nothing, lanes })).toEqual([]);
    for (const base of spec.release.baseUrls) expect(checkUrl(new URL(base), byDefault)).toBeUndefined();
  });

  it("lets relative paths and allowed URLs through", () => {
    const files = ["Data/x y%.root", "https://opendata.cern.ch/eos/x.root", "https://a.b.cern.ch:8443/x.root?a=..%2F"];
    expect(check({ files, baseUrls: ["https://opendata.cern.ch/eos/"] })).toEqual([]);
  });

  it("names every place that may not be read, with its path in the document and the reason", () => {
    const problems = check({
      files: [
        "x.root",
        "https://elsewhere.example/x.root",
        "http://127.1/x.root",
        "https://u:secret@opendata.cern.ch/x",
      ],
      baseUrls: ["https://opendata.cern.ch/eos/", "http://169.254.169.254/", "https://u:secret@opendata.cern.ch/eos/"],
    });
    expect(problems.map(({ path }) => path)).toEqual([
      "release.baseUrls[1]",
      "release.baseUrls[2]",
      "groups[1].samples[1].files[1]",
      "groups[1].samples[1].files[2]",
      "groups[1].samples[1].files[3]",
    ]);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining("169.254.169.254 is a link-local address"),
      expect.stringContaining("user name or password"),
      expect.stringMatching(/https:\/\/elsewhere\.example is not allowed.*HZZ_ALLOWED_ORIGINS/),
      expect.stringContaining("127.0.0.1 is a loopback address"),
      expect.stringContaining("user name or password"),
    ]);
    expect(JSON.stringify(problems)).not.toContain("secret");
  });

  it.each([
    "%2e%2e/x.root",
    "a/%2E./x.root",
    "a%2Fx.root",
    "a%5cx.root",
    "https://opendata.cern.ch/eos/%2e%2e/x.root",
    "https://opendata.cern.ch/eos/../x.root",
    "https://opendata.cern.ch/eos/a%2Fx.root",
    "https://opendata.cern.ch/eos/%zz.root",
    "https:\\\\opendata.cern.ch\\eos\\x.root",
  ])("refuses the file %j by how it is written", (file) => {
    const problems = check({ files: [file], baseUrls: ["https://opendata.cern.ch/eos/"] });
    expect(problems.map(({ path }) => path)).toEqual(["groups[1].samples[1].files[0]"]);
    expect(problems[0]?.message).toMatch(/^The (path of a file|URL) has/);
  });

  it("refuses a lane that nobody serves, and tells those there are", () => {
    expect(check({ lane: "zz" })).toEqual([]);
    expect(check({ lane: "zzz" })).toEqual([
      {
        path: "groups[1].lane",
        message: 'no processor serves the lane "zzz"; lanes there are: default, data, z-ttbar, zz, signal',
      },
    ]);
    expect(checkPlaces(specOf({}), { lanes: [] }).map(({ path }) => path)).toEqual([
      "groups[0].lane",
      "groups[1].lane",
    ]);
  });

  it("lets every URL through without rules, but no path that leads out", () => {
    const files = ["http://127.0.0.1/x.root", "a%2fx.root"];
    const problems = checkPlaces(specOf({ files }), { lanes });
    expect(problems.map(({ path }) => path)).toEqual(["groups[1].samples[1].files[1]"]);
  });

  it("lets toys through that are made on demand, by their size", () => {
    const address = (scale: number) => `toy://v1/MC/mc_363490.llll.4lep.root?seed=1&scale=${scale}`;
    const files = [address(1), address(1.5), "toy://v1/Data/data_A.4lep.root?seed=4&mu=3"];
    expect(checkPlaces(specOf({ files }), { ...rules, toyMaxScale: 1 })).toEqual([
      {
        path: "groups[1].samples[1].files[1]",
        message: "a toy of scale 1.5 is not made here, at most 1 (HZZ_TOY_MAX_SCALE)",
      },
    ]);
    expect(check({ files })).toEqual([]);
  });

  it("is quick for as many files as a request can hold", () => {
    const files = Array.from({ length: 40_000 }, (_, i) => `https://e${i}.example/x`);
    const baseUrls = Array.from({ length: 10 }, (_, i) => `https://b${i}.example/`);
    const spec = specOf({ files, baseUrls });
    const begun = performance.now();
    expect(checkPlaces(spec, rules)).toHaveLength(40_010);
    expect(performance.now() - begun).toBeLessThan(20_000);
  });
});
