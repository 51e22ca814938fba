import { describe, expect, it, test } from "vitest";
import { parseSpec } from "./parse-spec.ts";
import type { AnalysisSpecInput } from "./spec.ts";
import { SpecError } from "./spec-error.ts";

type Json = Record<string, unknown>;

function minimal(): AnalysisSpecInput {
  return {
    title: "t",
    release: { label: "Toy data" },
    luminosityInvFb: 10,
    tree: "mini",
    energyUnit: "GeV",
    histograms: [{ name: "m", expression: "x", axis: { type: "regular", bins: 10, lower: 0, upper: 1 } }],
    groups: [
      { name: "data", label: "Data", color: "#000000", kind: "data", samples: [{ name: "a", files: ["a.root"] }] },
    ],
  };
}

const regular = { type: "regular", bins: 10, lower: 0, upper: 1 };
const histogram = (axis: Json, name = "m") => ({ name, expression: "x", axis });
const group = (sample: Json, more: Json = {}) => ({
  groups: [
    {
      name: "g",
      label: "G",
      color: "#ffffff",
      kind: "background",
      samples: [{ name: "s", files: ["s.root"], ...sample }],
      ...more,
    },
  ],
});

function refusal(input: unknown): SpecError {
  try {
    parseSpec(input);
  } catch (error) {
    if (error instanceof SpecError) return error;
    throw error;
  }
  throw new Error("the specification was accepted");
}

function linesOf(input: unknown): string[] {
  return refusal(input).problems.map(({ path, message }) => `${path}: ${message}`);
}

describe("parseSpec", () => {
  it("fills in every default", () => {
    const spec = parseSpec(JSON.stringify(minimal()));
    expect(spec).toMatchObject({
      description: "",
      collections: {},
      define: [],
      weights: { factors: [], sign: "signed" },
      cuts: [],
      release: { label: "Toy data", baseUrls: [] },
    });
    expect(spec.groups[0]).toMatchObject({ lane: "default", samples: [{ kFactor: 1, filterEfficiency: 1 }] });
    expect(spec.histograms[0]).toMatchObject({ title: "", axis: { label: "", unit: "" } });
  });

  it("accepts its own result, text with a byte order mark, and a $schema, which it leaves out", () => {
    const spec = parseSpec(minimal());
    expect(parseSpec(spec)).toEqual(spec);
    expect(parseSpec(`\uFEFF${JSON.stringify({ $schema: "x.json", ...minimal() })}`)).toEqual(spec);
  });

  test.each<[string, Json, string[]]>([
    ["an unknown field", { titel: "x" }, ["titel: unknown field; nearest known: title, model, tree"]],
    [
      "an unknown field deep down",
      group({ crossSection: 1 }),
      ["groups[0].samples[0].crossSection: unknown field; nearest known: crossSectionPb"],
    ],
    ["a wrong type", { luminosityInvFb: "10" }, ['luminosityInvFb: expected a number, found "10"']],
    ["a list for an object", { release: [] }, ["release: expected an object, found an empty list"]],
    ["a number out of range", { luminosityInvFb: -1 }, ["luminosityInvFb: expected a number above 0, found -1"]],
    [
      "a number beyond float64",
      { luminosityInvFb: Infinity },
      ["luminosityInvFb: expected a number, found a number beyond the range of float64"],
    ],
    ["a choice that does not exist", { energyUnit: "TeV" }, ['energyUnit: expected one of "MeV", "GeV", found "TeV"']],
    [
      "10⁹ bins",
      { histograms: [histogram({ ...regular, bins: 1e9 })] },
      ["histograms[0].axis.bins: expected a number at most 10000, found 1000000000"],
    ],
    [
      "2.5 bins",
      { histograms: [histogram({ ...regular, bins: 2.5 })] },
      ["histograms[0].axis.bins: expected a whole number, found 2.5"],
    ],
    [
      "an unknown kind of axis",
      { histograms: [histogram({ type: "log" })] },
      ['histograms[0].axis.type: expected one of "regular", "variable", "integer", "category", found "log"'],
    ],
    [
      "borders the wrong way round",
      { histograms: [histogram({ ...regular, lower: 2 })] },
      ["histograms[0].axis.upper: expected a number above lower (2), found 1"],
    ],
    [
      "bins that float64 cannot tell apart",
      { histograms: [histogram({ type: "regular", bins: 3, lower: 1e17, upper: 1e17 + 32 })] },
      [
        "histograms[0].axis: The edges of an axis ascend, but edge 1 is 100000000000000020 and edge 2 is 100000000000000020",
      ],
    ],
    [
      "edges that do not ascend",
      { histograms: [histogram({ type: "variable", edges: [0, 2, 2] })] },
      ["histograms[0].axis.edges[2]: expected a number above the edge before it (2), found 2"],
    ],
    [
      "a single edge",
      { histograms: [histogram({ type: "variable", edges: [0] })] },
      ["histograms[0].axis.edges: expected at least 2 entries, found 1"],
    ],
    ["no histogram", { histograms: [] }, ["histograms: expected at least 1 entry, found 0"]],
    [
      "two histograms of one name",
      { histograms: [histogram(regular), histogram(regular)] },
      ['histograms[1].name: histogram "m": this name is taken by histograms[0].name; names must differ'],
    ],
    [
      "a cut called all",
      { cuts: [{ name: "all", expression: "x > 1" }] },
      [`cuts[0].name: cut "all": this name is taken by the cutflow's line before the first cut; names must differ`],
    ],
    [
      "a region called inclusive, and another one twice",
      { regions: ["inclusive", "sr", "sr"].map((name) => ({ name, where: "x > 1" })) },
      [
        'regions[0].name: region "inclusive": this name is taken by all events that pass the cuts; names must differ',
        'regions[2].name: region "sr": this name is taken by regions[1].name; names must differ',
      ],
    ],
    [
      "a cut called like its region",
      { regions: [{ name: "sr", where: "x > 1", cuts: [{ name: "sr", expression: "x > 2" }] }] },
      [`regions[0].cuts[0].name: cut "sr": this name is taken by the region's own line; names must differ`],
    ],
    [
      "a histogram in regions that there are not, or twice",
      { histograms: [{ ...histogram(regular), regions: ["cr", "inclusive", "inclusive"] }] },
      [
        'histograms[0].regions[0]: there is no region "cr"; there are: inclusive',
        'histograms[0].regions[2]: "inclusive" is named twice',
      ],
    ],
    [
      "a definition called like a collection",
      { collections: { lep: { pt: "a", eta: "b", phi: "c", mass: "d" } }, define: [{ name: "lep", expression: "1" }] },
      ['define[0].name: definition "lep": this name is taken by collections.lep; names must differ'],
    ],
    [
      "a collection with energy and mass",
      { collections: { lep: { pt: "a", eta: "b", phi: "c", mass: "d", energy: "e" } } },
      ["collections.lep: expected exactly one of energy and mass, found both"],
    ],
    [
      "a collection with neither",
      { collections: { lep: { pt: "a", eta: "b", phi: "c" } } },
      ["collections.lep: expected exactly one of energy and mass, found neither"],
    ],
    [
      "a name that is no name",
      { collections: { "my lep": { pt: "a", eta: "b", phi: "c", mass: "d" } } },
      ['collections["my lep"]: a name starts with a letter and has only letters, digits and _ (at most 64)'],
    ],
    [
      "an expression that is too long",
      { cuts: [{ name: "c", expression: "1+".repeat(1500) }] },
      ["cuts[0].expression: expected at most 2000 characters, found 3000"],
    ],
    ["an empty expression", { cuts: [{ name: "c", expression: "" }] }, ["cuts[0].expression: must not be empty"]],
    [
      "half a normalisation",
      group({ crossSectionPb: 2 }),
      [
        "groups[0].samples[0]: crossSectionPb given without sumOfWeights; give both crossSectionPb and sumOfWeights, or neither",
      ],
    ],
    [
      "a k-factor of nothing",
      group({ kFactor: 2 }),
      [
        "groups[0].samples[0]: kFactor given without crossSectionPb and sumOfWeights; give both crossSectionPb and sumOfWeights, or neither",
      ],
    ],
    [
      "data with a cross section",
      group({ crossSectionPb: 2 }, { kind: "data" }),
      [
        "groups[0].samples[0].crossSectionPb: a data sample is not scaled; leave this field out, or change the kind of the group",
      ],
    ],
    [
      "a file listed twice",
      group({ files: ["a.root", "b.root", "a.root"] }),
      [
        'groups[0].samples[0].files[2]: the same file as files[0]; its events would count twice (if that is meant: "allowRepeatedFiles": true)',
      ],
    ],
    [
      "a file outside the mirror",
      group({ files: ["../a.root"] }),
      ['groups[0].samples[0].files[0]: a relative path must stay inside the mirror folder (no "..")'],
    ],
    [
      "an absolute path",
      group({ files: ["/a.root"] }),
      [
        'groups[0].samples[0].files[0]: expected an http(s) URL or a relative path with "/"; name the folder with --mirror',
      ],
    ],
    [
      "an XRootD address",
      group({ files: ["root://host//a.root"] }),
      ["groups[0].samples[0].files[0]: XRootD (root://) is not read; give the https:// address of the same file"],
    ],
    [
      "a file address",
      group({ files: ["file:///a.root"] }),
      [
        'groups[0].samples[0].files[0]: "file:" is not read; expected an http(s) URL or a path relative to the mirror folder',
      ],
    ],
    [
      "a colour by name",
      group({}, { color: "red" }),
      ['groups[0].color: a colour is # and six hexadecimal digits, such as #00cdff; found "red"'],
    ],
    [
      "a lane with a dot",
      group({}, { lane: "a.b" }),
      [
        'groups[0].lane: a lane starts with a letter or digit and has only letters, digits, _ and - (at most 64); found "a.b"',
      ],
    ],
    [
      "a base URL of another kind",
      { release: { label: "l", baseUrls: ["ftp://x.org/"] } },
      ['release.baseUrls[0]: expected an http(s) URL; found "ftp://x.org/"'],
    ],
    [
      "a label with an escape sequence",
      { title: "\x1b[2J" },
      ['title: one line of text without control characters; found "\\u001b[2J"'],
    ],
    ["a $schema that is no text", { $schema: 3 }, ["$schema: expected a text, found 3"]],
  ])("refuses %s", (_what, change, expected) => {
    expect(linesOf({ ...minimal(), ...change })).toEqual(expected);
  });

  it("refuses what is missing by name", () => {
    expect(linesOf({})).toEqual([
      "title: missing; expected a text",
      "tree: missing; expected a text",
      "histograms: missing; expected a list",
      "groups: missing; expected a list",
    ]);
  });

  test.each<[unknown, string]>([
    [3, ": expected an object, found 3"],
    [null, ": expected an object, found null"],
    [[], ": expected an object, found an empty list"],
  ])("refuses %j, which is no object", (value, expected) => {
    expect(linesOf(value)).toEqual([expected]);
  });

  it("takes a few lines for data alone", () => {
    const short = {
      title: "Leptons",
      tree: "mini",
      files: ["a.root", "./b.root"],
      histograms: [{ name: "pt", expression: "lep_pt", axis: { bins: 10, lower: 0, upper: 1 } }],
    };
    const spec = parseSpec(short);
    expect(spec).toMatchObject({
      release: { label: "Files of your own", baseUrls: [] },
      luminosityInvFb: 1,
      energyUnit: "GeV",
      histograms: [{ axis: { type: "regular" } }],
      groups: [
        { name: "data", label: "Data", color: "#000000", kind: "data", samples: [{ files: ["a.root", "b.root"] }] },
      ],
    });
    expect(spec.centreOfMassEnergyTeV).toBeUndefined();
    expect(parseSpec(spec)).toEqual(spec);
    expect(linesOf({ ...short, files: ["a.root", 3] })).toEqual(["files[1]: expected a text, found 3"]);
    expect(linesOf({ ...short, ...group({}) })).toEqual([
      "files: stands for groups of one sample; give either files or groups",
      "luminosityInvFb: missing; expected a number: simulation is scaled to it",
    ]);
    const collections = { lep: { pt: "a", eta: "b", phi: "c", mass: "d" } };
    expect(linesOf({ ...short, collections })).toEqual([
      'energyUnit: missing; expected one of "MeV", "GeV": the unit of the collections in the files',
    ]);
  });

  it("gives groups that name none their name as label, and colours by position", () => {
    const sample = (name: string) => ({ samples: [{ name, files: ["x.root"] }] });
    const groups = [
      { name: "zz", kind: "background", ...sample("a") },
      { name: "run", kind: "data", ...sample("b") },
      { name: "h", kind: "signal", label: "Higgs", ...sample("c") },
      { name: "w", kind: "background", color: "#123456", ...sample("d") },
    ];
    const spec = parseSpec({ ...minimal(), groups });
    expect(spec.groups.map(({ label, color }) => [label, color])).toEqual([
      ["zz", "#6b59d3"],
      ["run", "#000000"],
      ["Higgs", "#ff0000"],
      ["w", "#123456"],
    ]);
  });

  it("parses every expression of regions, weights and histograms", () => {
    const more = { where: "&&", weight: "2 *", dataWeight: ")" };
    const y = { expression: "foo(x)", axis: { ...regular, lower: 2 } };
    const lines = linesOf({
      ...minimal(),
      regions: [{ name: "sr", where: "x >", cuts: [{ name: "c", expression: "(x" }] }],
      histograms: [{ ...histogram(regular), ...more, y }],
      weights: { factors: [], data: ["1 +"] },
    });
    expect(lines.map((line) => line.split(":")[0])).toEqual([
      "histograms[0].y.axis.upper",
      "weights.data[0]",
      "regions[0].where",
      "regions[0].cuts[0].expression",
      "histograms[0].y.expression",
      "histograms[0].where",
      "histograms[0].weight",
      "histograms[0].dataWeight",
    ]);
  });

  it("names every sample that uses a name again, over all groups", () => {
    const [data] = minimal().groups;
    const second = { ...data, name: "more" };
    expect(linesOf({ ...minimal(), groups: [data, second] })).toEqual([
      'groups[1].samples[0].name: sample "a": this name is taken by groups[0].samples[0].name; names must differ',
    ]);
  });

  it("bounds the numbers of one delta, of the ledger, the files and the recipe", () => {
    const many = (n: number, bins: number) =>
      Array.from({ length: n }, (_, i) => histogram({ ...regular, bins }, `h${i}`));
    expect(linesOf({ ...minimal(), histograms: many(48, 10_000) })).toEqual([
      "histograms: expected at most 1440000 numbers in all histograms and the cutflow (3 for each bin), found 1440291",
    ]);
    const samples = Array.from({ length: 300 }, (_, i) => ({ name: `s${i}`, files: ["s.root"] }));
    expect(linesOf({ ...minimal(), histograms: many(1, 10_000), ...group({}, { samples }) })).toEqual([
      "histograms: expected at most 8000000 numbers over all 300 samples (3 for each bin), found 9002700",
    ]);
    const files = Array.from({ length: 60_000 }, (_, i) => `${i}.root`);
    const two = {
      samples: [
        { name: "a", files },
        { name: "b", files },
      ],
    };
    expect(linesOf({ ...minimal(), ...group({}, two) })).toEqual([
      "groups: expected at most 100000 files, found 120000",
    ]);
    const define = Array.from({ length: 200 }, (_, i) => ({ name: `d${i}`, expression: "x + ".repeat(400) + "1" }));
    expect(linesOf({ ...minimal(), define })[0]).toMatch(/^: expected at most 262144 characters in define, cuts, /);
  });

  it("lists all problems at once, those between fields and in expressions too", () => {
    const [data] = minimal().groups;
    const error = refusal({
      ...minimal(),
      luminosityInvFb: 0,
      cuts: [{ name: "c", expression: "1 +" }],
      groups: [{ ...data, colour: "#000000" }, data],
    });
    expect(error.problems.map(({ path }) => path)).toEqual([
      "luminosityInvFb",
      "groups[0].colour",
      "groups[1].name",
      "groups[1].samples[0].name",
      "cuts[0].expression",
    ]);
    expect(error.message).toContain("The analysis specification is refused, 5 problems:\n  luminosityInvFb: expected");
    expect(error.retry).toBe("never");
  });

  it("refuses expressions nested 10,000 deep and JSON nested 100,000 deep", () => {
    const deep = `${"(".repeat(900)}1${")".repeat(900)}`;
    expect(linesOf({ ...minimal(), cuts: [{ name: "c", expression: deep }] })).toHaveLength(1);
    expect(linesOf({ ...minimal(), cuts: [{ name: "c", expression: "(".repeat(10_000) }] })).toHaveLength(1);
    const nested = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(linesOf(nested)).toEqual([
      expect.stringMatching(/^: not readable as JSON: line 1, column 101: nested deeper than 100\n/),
    ]);
    expect(linesOf({ ...minimal(), tree: JSON.parse(nested) as unknown })).toEqual([
      "tree: expected a text, found a list of 1",
    ]);
  });

  it("says where text is not JSON, and which file it was", () => {
    const text = '{\n  "title": "x"\n  "tree": "mini"\n}';
    expect(() => parseSpec(text, "my.json")).toThrow(
      'The analysis specification my.json is refused: not readable as JSON: line 3, column 3: expected "," or "}", found "\\""\n' +
        '  |   "tree": "mini"\n  |   ^',
    );
    expect(linesOf(" \n")).toEqual([": the text is empty; expected a JSON object"]);
  });

  it("refuses a document that is too large before it looks inside", () => {
    expect(linesOf(" ".repeat(16 * 1024 * 1024 + 1))).toEqual([
      ": expected at most 16777216 characters, found 16777217",
    ]);
  });
});
