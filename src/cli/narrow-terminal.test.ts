import { describe, expect, it } from "vitest";
import { fixtureView, incompleteView } from "../../test/support/fixture-view.ts";
import type { AnalysisView, CutflowStage, SampleView } from "../protocol/documents/analysis-view.ts";
import type { DeadLetterDocument } from "../protocol/documents/operations-document.ts";
import { renderSpecCheck } from "./check-render.ts";
import { commands } from "./commands.ts";
import { renderCutflow } from "./cutflow-table.ts";
import { renderLetter, renderLetters } from "./dead-tables.ts";
import { type FitColumn, renderFitting } from "./fit-table.ts";
import { renderHelp } from "./help.ts";
import { renderInspection } from "./inspect-render.ts";
import { renderLanes } from "./lanes-command.ts";
import { renderReading } from "./read-render.ts";
import { renderResult } from "./render-result.ts";
import { tableWriter } from "./scan-render.ts";
import { displayWidth } from "./terminal-text.ts";
import { outputWidth } from "./terminal-width.ts";
import { renderYields } from "./yields-table.ts";

/** The fixture with long names and large numbers, two regions, and variations. */
function wideView(): AnalysisView {
  const view = fixtureView();
  const grown = (stage: CutflowStage): CutflowStage => ({
    name: stage.name === "all" ? "all" : `${stage.name} and isolation of four`,
    entries: stage.entries * 1_000_007,
    sumw: stage.sumw * 1234.567,
    sumw2: stage.sumw2 * 1234.567,
  });
  const wide = <T extends Pick<SampleView, "name" | "cutflow" | "regions" | "histograms">>(sums: T): T => ({
    ...sums,
    name: `${sums.name}-with-a-long-name`,
    cutflow: sums.cutflow.map(grown),
    regions: ["signal", "control"].map((name) => ({ name, cutflow: sums.cutflow.slice(1).map(grown) })),
    histograms: new Map([
      ...sums.histograms,
      ...[...sums.histograms].map(([key, each]) => [`${key}~scale_up`, each] as const),
    ]),
  });
  const groups = view.groups.map((group) => ({ ...wide(group), samples: group.samples.map(wide) }));
  const warnings = [
    { name: "W", message: "one file is read by several samples, which count its events twice: a.root" },
  ];
  return { ...view, groups, warnings };
}

const letter: DeadLetterDocument = {
  id: "7",
  lane: "zz",
  analysis: "0123456789abcdef",
  title: "H → ZZ* → 4ℓ with 10 fb⁻¹",
  status: "incomplete",
  reason: "SourceUnavailableError: nobody has llll.4lep.root: neither the mirror nor the address of the release",
  attempts: 5,
  at: "2026-03-04T05:06:07.890Z",
  item: { kind: "file", run: 2, group: "zz", sample: "llll", file: "MC/llll.4lep.root" },
  standing: "needed",
  advice: "Put the file below a mirror of the processors, then redrive it.",
};

const inspection = {
  file: "a.root",
  size: 25_826,
  uuid: "a4484f1a-0ecd-11ea-953f-3b6eb8bcbeef",
  version: "6.18/04",
  unreadable: [],
  others: [{ path: "meta", className: "TList" }],
  histograms: [
    {
      path: "m4l",
      className: "TH1D",
      title: "invariant mass of four leptons",
      entries: 12,
      isProfile: false,
      axes: [{ title: "m [GeV]", bins: 40, lower: 0, upper: 200 }],
    },
  ],
  trees: [
    {
      name: "mini",
      title: "4-tuple",
      entries: 39,
      partitionEdges: [0, 39],
      branches: ["HLT_Ele23_Ele12_CaloIdL_TrackIdL_IsoVL_DZ", "lep_pt"].map((name, i) => ({
        name,
        type: "vector<float32>",
        baskets: 2,
        embeddedBaskets: 1,
        compressedBytes: 500,
        uncompressedBytes: 1234,
        compression: "ZLIB 1",
        readable: i === 0 || { reason: "a class of its own, of which the file has no streamer information" },
      })),
    },
  ],
};

const reading = {
  file: "a.root",
  bytes: 25_826,
  failures: [
    { file: "a.root", tree: "mini", branch: "x", entryStart: 0, entryStop: 9, reason: "the checksum is wrong" },
  ],
  trees: {
    mini: {
      entries: 39,
      branches: {
        lep_pt: {
          kind: "number",
          type: "float32",
          levels: [],
          values: 160,
          finite: 160,
          sum: 123.4,
          min: 1,
          max: 9.5,
          sha256: "0123456789abcdef",
        },
        x: { kind: "failed", why: "the checksum of its third basket is another one than the file says" },
      },
    },
  },
} as const;

/** Everything that is printed in columns. */
const texts: Readonly<Record<string, (width: number | undefined) => string>> = {
  result: (width) => renderResult(wideView(), { color: false, columns: width ?? 100, width }),
  "result of an incomplete analysis": (width) =>
    renderResult(incompleteView(), { color: false, columns: width ?? 100, width }),
  "dead letters": (width) => renderLetters({ letters: [letter], more: true, total: 9 }, { analysis: undefined }, width),
  "a dead letter": (width) => renderLetter(letter, width),
  lanes: (width) =>
    renderLanes(
      {
        lanes: [{ name: "data", waiting: 1_234_567, inFlight: 0, consumers: 0, redelivered: 12, foreignConsumers: 1 }],
        deadLetters: 3,
      },
      width,
    ),
  "the check of a specification": (width) =>
    renderSpecCheck(
      {
        title: "H → ZZ* → 4ℓ in the release of 2020",
        problems: [],
        expressions: [
          { field: "define[0].expression", name: "m4l", expression: "mass(sum(lep[0:4]))", type: "a number" },
        ],
        reads: [
          {
            stages: [
              { cuts: ["charge"], fills: false, branches: [{ name: "lep_charge", type: "vector<int32>" }] },
              { cuts: [], fills: true, branches: [{ name: "lep_pt", type: "vector<float32>" }] },
            ],
            samples: [{ name: "data_A", files: 1, file: "a.root", source: "a.root", entries: 39, bytes: [120, 1000] }],
          },
        ],
        energyUnit: "MeV",
        unseen: [{ sample: "Zee", reason: "no answer from the server that the release names" }],
        bytes: { least: 120, most: 1120 },
        sums: { numbers: 200, messageBytes: 1600, memoryBytes: 4000 },
      },
      width,
    ),
  inspection: (width) => renderInspection(inspection, false, width),
  reading: (width) => renderReading(reading, false, width),
  scan: (width) => {
    const part = {
      start: 0,
      columns: [[12_345_678.5], [["a", "b"]], [[[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], []]]],
    };
    const writer = tableWriter(["a_very_long_name_of_a_branch_indeed_long", "text", "hits"], true, width);
    return writer.begin(part) + writer.part(part) + writer.end(1);
  },
  help: (width) =>
    [renderHelp(commands, undefined, width), ...commands.map(({ name }) => renderHelp(commands, name, width))].join(
      "\n",
    ),
};

describe("what is printed", () => {
  it.each(Object.entries(texts).flatMap(([name, text]) => [40, 80, 120].map((width) => [name, width, text] as const)))(
    "has no line that is longer than the terminal: %s, %i columns",
    (_, width, text) => {
      const lines = text(width).split("\n");
      expect(lines.filter((line) => displayWidth(line) > width)).toEqual([]);
    },
  );

  it("has all its columns into a pipe", () => {
    for (const [name, text] of Object.entries(texts))
      if (name !== "help") expect(text(undefined)).not.toMatch(/too narrow|…/);
    expect(texts["inspection"]!(undefined)).toContain(
      "no: a class of its own, of which the file has no streamer information\n",
    );
  });
});

describe("tables of results", () => {
  it("break the headers first, then stand below each other, and keep every number", () => {
    const numbersIn = (text: string) => text.match(/\d+(\.\d+)?/g)?.length ?? 0;
    const [wide, middle, narrow] = [120, 60, 40].map((width) => renderYields(wideView(), width));
    expect(middle!.split("\n\n")).toHaveLength(2);
    expect(wide!.split("\n\n")).toHaveLength(1);
    // Those of the header of the range are there once.
    expect(numbersIn(narrow!)).toBe(numbersIn(wide!));
    expect(renderYields(fixtureView(), 65)).toMatch(/^ +80 ≤ mass\nsample .*< 100 GeV  ± stat\n/);
  });

  it("have the cuts below their sample where both have no room side by side", () => {
    const lines = renderCutflow(fixtureView(), 46).split("\n");
    expect(lines.slice(0, 5)).toEqual([
      "sample, cut  events  of all     Σw  ± stat",
      expect.stringMatching(/^─+$/) as string,
      "data: run1",
      "  all            40  100.0%",
      "  charge         20   50.0%",
    ]);
    expect(lines).toContain("  llll");
    expect(lines.join("\n")).toMatch(/^ {4}charge +26 +50\.0% +6\.5 +± 1\.3$/m);
  });
});

describe("renderFitting", () => {
  const columns: readonly FitColumn[] = [
    { header: "name", align: "left" },
    { header: "size", align: "right", drop: 1 },
    { header: "why", align: "left", runs: 12, paint: (line) => `\x1b[1m${line}\x1b[0m` },
  ];

  it("lets text go on in the lines below, each of them coloured, and leaves columns out", () => {
    expect(renderFitting(columns, [["a", "12", "the file is not there any more"]], 20)).toBe(
      [
        "name  why",
        "─".repeat(19),
        "a     \x1b[1mthe file is\x1b[0m",
        "      \x1b[1mnot there any\x1b[0m",
        "      \x1b[1mmore\x1b[0m",
        "(too narrow for: si…",
      ].join("\n"),
    );
  });
});

describe("outputWidth", () => {
  const of = (isTTY: boolean, columns?: number, env: Record<string, string> = {}) =>
    outputWidth({ stdout: { isTTY, columns, write: () => undefined }, env });

  it("is that of the terminal; elsewhere what COLUMNS says, else any", () => {
    expect([of(true, 132), of(true), of(true, 0), of(true, 5)]).toEqual([132, 80, 80, 20]);
    expect([of(false), of(false, 80), of(false, undefined, { COLUMNS: "60" })]).toEqual([undefined, undefined, 60]);
    expect(of(false, undefined, { COLUMNS: "wide" })).toBeUndefined();
  });
});
