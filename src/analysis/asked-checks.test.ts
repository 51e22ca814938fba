import { describe, expect, it, test } from "vitest";
import { analysisSpecSchema } from "./spec.ts";
import { parseAnalysisRequest } from "./analysis-request.ts";
import { analysisIdOf } from "./analysis-id.ts";
import { parseAcceptedSpec, parseSpec } from "./parse-spec.ts";
import { SpecError } from "./spec-error.ts";

function document(sample: object, more: object = {}, kind = "background"): object {
  return {
    title: "t",
    release: { label: "x", baseUrls: ["https://example.org/b/"] },
    luminosityInvFb: 10,
    tree: "events",
    energyUnit: "GeV",
    histograms: [{ name: "h", expression: "x", axis: { type: "regular", bins: 4, lower: 0, upper: 8 } }],
    groups: [
      { name: "g", label: "g", color: "#ff0000", kind, samples: [{ name: "s", files: ["ok.root"], ...sample }] },
    ],
    ...more,
  };
}

function problemsOf(ask: () => unknown): string[] {
  try {
    ask();
  } catch (error) {
    if (error instanceof SpecError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

const ofSample = "groups[0].samples[0]";

describe("a specification that is asked for", () => {
  test.each<[string, object, object, RegExp]>([
    ["the luminosity alone", {}, { luminosityInvFb: 1e308 }, /^luminosityInvFb: 1000 · 1e\+308 pb⁻¹ is beyond/],
    [
      "luminosity and cross section",
      { crossSectionPb: 1e300, sumOfWeights: 1 },
      { luminosityInvFb: 1e10 },
      /^groups\[0\]\.samples\[0\]\.crossSectionPb: .* is beyond the range of float64/,
    ],
    [
      "the quotient",
      { crossSectionPb: 1e300, sumOfWeights: 1e-300 },
      {},
      /^groups\[0\]\.samples\[0\]\.sumOfWeights: the normalisation .* \/ sumOfWeights is beyond/,
    ],
    [
      "a quotient of nothing",
      { crossSectionPb: 1e-300, sumOfWeights: 1e300 },
      {},
      /^groups\[0\]\.samples\[0\]\.sumOfWeights: .* too small/,
    ],
    [
      "the k-factor",
      { crossSectionPb: 1e300, sumOfWeights: 1e300, kFactor: 1e300 },
      {},
      /^groups\[0\]\.samples\[0\]\.kFactor: .* beyond/,
    ],
    [
      "the filter efficiency",
      { crossSectionPb: 1e-300, sumOfWeights: 1e-300, filterEfficiency: 1e-300 },
      {},
      /^groups\[0\]\.samples\[0\]\.filterEfficiency: .* too small/,
    ],
    [
      "the luminosity on its way down",
      { crossSectionPb: 1e-10, sumOfWeights: 1e-10 },
      { luminosityInvFb: 1e-320 },
      /^groups\[0\]\.samples\[0\]\.crossSectionPb: .* too small/,
    ],
  ])("has a normalisation within float64: %s", (_, sample, more, problem) => {
    const problems = problemsOf(() => parseSpec(document(sample, more)));
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  it("may have any that is one", () => {
    const sound = { crossSectionPb: 1e150, sumOfWeights: 1e-100, kFactor: 1e-5 };
    expect(problemsOf(() => parseSpec(document(sound, { luminosityInvFb: 1e-3 })))).toEqual([]);
    expect(problemsOf(() => parseSpec(document({}, { luminosityInvFb: 1e305 }, "data")))).toEqual([]);
  });

  it("names the luminosity where a preset is given too much of it", () => {
    const ask = (luminosityInvFb: number) => () =>
      parseAnalysisRequest(JSON.stringify({ preset: "hzz-2020", samples: ["ggH*"], luminosityInvFb }));
    expect(problemsOf(ask(1e308))).toEqual([expect.stringMatching(/^luminosityInvFb: 1000/)]);
    const problems = problemsOf(ask(1e-323));
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toMatch(/^luminosityInvFb: .* too small/);
  });

  it("names each file once, however it is spelt", () => {
    const files = [
      "ok.root",
      "./ok.root",
      "ok.root/",
      ".//ok.root",
      "https://EXAMPLE.org:443/b/%6fk.root",
      "other.root",
    ];
    const twice = (f: number) =>
      `${ofSample}.files[${f}]: the same file as files[0]; its events would count twice (if that is meant: "allowRepeatedFiles": true)`;
    expect(problemsOf(() => parseSpec(document({ files })))).toEqual([1, 2, 3, 4].map(twice));
    expect(problemsOf(() => parseSpec(document({ files: ["ok.root", "ok.root"] })))).toEqual([twice(1)]);
    const meant = parseSpec(document({ files, allowRepeatedFiles: true }));
    expect(meant.groups[0]?.samples[0]?.files).toEqual([
      ...["ok.root", "ok.root", "ok.root", "ok.root", "https://example.org/b/ok.root", "other.root"],
    ]);
  });

  it("has the id of its plain spelling, and another one only where repeated files are meant", async () => {
    const idOf = (sample: object) => analysisIdOf(parseSpec(document(sample)));
    const plain = await idOf({});
    expect(await idOf({ files: ["./ok.root"] })).toBe(plain);
    expect(await idOf({ allowRepeatedFiles: true })).not.toBe(plain);
  });

  test.each(["\u202E", "\u200F", "\u2066", "\u061C", "\u2028", "\uD800"])(
    "has no character that shows text as another: %j",
    (character) => {
      const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
      const [title, label] = [`a${character}b`, `${character}x`];
      const histograms = [
        {
          name: "h",
          title,
          expression: "x",
          axis: { type: "regular", bins: 1, lower: 0, upper: 1, label, unit: label },
        },
      ];
      const problems = problemsOf(() => parseSpec(document({ label }, { title, histograms, description: title })));
      expect(problems.map((problem) => problem.slice(0, problem.indexOf(" ")))).toEqual([
        ...["title:", "histograms[0].title:", "histograms[0].axis.label:", "histograms[0].axis.unit:"],
        ...[`${ofSample}.label:`, "description:"],
      ]);
      for (const problem of problems) expect(problem).toContain(`U+${code}`);
      expect(problemsOf(() => parseAnalysisRequest(JSON.stringify({ preset: "hzz-2020", title })))).toEqual([
        expect.stringContaining("direction"),
      ]);
    },
  );

  test.each(["https://.cern.ch/", "https://x..cern.ch/", "http://../", "https://x..:8443/"])(
    "names a host: %s",
    (url) => {
      const problems = problemsOf(() =>
        parseSpec(document({ files: [`${url}a.root`] }, { release: { label: "x", baseUrls: [url] } })),
      );
      expect(problems.map((problem) => problem.replace(/".*/, ""))).toEqual([
        "release.baseUrls[0]: the host ",
        `${ofSample}.files[0]: the host `,
      ]);
      expect(problemsOf(() => parseSpec(document({ files: ["https://cern.ch./a.root"] })))).toEqual([]);
    },
  );
});

describe("a specification that was accepted by an earlier version", () => {
  it("is read as it stands, from a log and from a server", () => {
    const old = document(
      { files: ["ok.root", "./ok.root", "https://.cern.ch/a"], crossSectionPb: 1e300, sumOfWeights: 1e-300 },
      { title: "a\u202Eb", luminosityInvFb: 1e308 },
    );
    const spec = parseAcceptedSpec(old);
    expect(spec).toEqual(analysisSpecSchema.parse(old));
    expect(spec.groups[0]?.samples[0]?.files).toEqual(["ok.root", "./ok.root", "https://.cern.ch/a"]);
  });

  const axis = { type: "regular", bins: 4, lower: 0, upper: 8 };
  const scaled = { crossSectionPb: 1, sumOfWeights: 1 };
  const profile = { name: "p", expression: "x", axis, profile: { expression: "y" } };
  const numbered = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
  const names = { type: "category", categories: ["a"] };

  test.each<[string, object, readonly string[]]>([
    [
      "a window on a profile",
      { histograms: [{ ...profile, window: { from: 1, to: 2 } }] },
      ["histograms[0].window: expected none, as a profile has no events to count"],
    ],
    [
      "a profile in its model",
      {
        regions: [{ name: "r", where: "true" }],
        histograms: [profile],
        model: { channels: ["p@r"], blind: { p: [1, 2] } },
      },
      ["model.channels[0]: p@r is a profile", "model.blind.p: p is a profile"],
    ],
    [
      "more than 200 blinded ranges",
      {
        regions: numbered(2, (r) => ({ name: `r${r}`, where: "true" })),
        histograms: numbered(100, (h) => ({ name: `h${h}`, expression: "x", axis })),
        model: {
          blind: Object.fromEntries(
            numbered(300, (i) => [`h${i % 100}${["", "@r0", "@r1"][Math.floor(i / 100)]!}`, [1, 2]]),
          ),
        },
      },
      ["model.blind: expected at most 200 ranges, found 300"],
    ],
    [
      "more numbers than a sample may have, with those of norms",
      {
        regions: numbered(45, (r) => ({ name: `r${r}`, where: "true" })),
        histograms: numbered(200, (h) => ({ name: `h${h}`, expression: "x", axis: names })),
        variations: numbered(15, (v) => ({ name: `v${v}`, norm: { up: 1.1, down: 0.9 } })),
      },
      ["histograms: expected at most 1440000 numbers"],
    ],
  ])("may have %s, which is refused when it is asked for", (_, more, problems) => {
    const old = document(scaled, more);
    expect(problemsOf(() => parseAcceptedSpec(old))).toEqual([]);
    const found = problemsOf(() => parseSpec(old));
    expect(found).toEqual(problems.map((problem) => expect.stringContaining(problem) as unknown));
  });
});

test.each([
  [{ from: -1, to: 4 }, ["histograms[0].window.from: expected at least the lower end of the axis (0), found -1"]],
  [{ from: 4, to: 9 }, ["histograms[0].window.to: expected at most the upper end of the axis (8), found 9"]],
  [{ from: 0, to: 8 }, []],
])(
  "a window %j on an axis from 0 to 8 is refused where it lies beyond, but for analyses that are in a log",
  (window, problems) => {
    const axes = [
      { type: "regular", bins: 4, lower: 0, upper: 8 },
      { type: "variable", edges: [0, 1, 8] },
      { type: "integer", lower: 0, upper: 8 },
    ];
    for (const axis of axes) {
      const asked = document(
        { crossSectionPb: 1, sumOfWeights: 1 },
        { histograms: [{ name: "h", expression: "x", axis, window }] },
      );
      expect(problemsOf(() => parseSpec(asked))).toEqual(problems);
      expect(problemsOf(() => parseAcceptedSpec(asked))).toEqual([]);
    }
  },
);
