import { describe, expect, it } from "vitest";
import { presetByName } from "../analysis/presets/presets.ts";
import { createRegularAxis, createVariableAxis } from "../histogram/axis.ts";
import { createHistogram } from "../histogram/histogram.ts";
import { createLogAxis } from "../histogram/log-axis.ts";
import { fixtureView, incompleteView } from "../../test/support/fixture-view.ts";
import { renderTerminalHistogram } from "./terminal-histogram.ts";
import { displayWidth } from "./terminal-text.ts";

function lines(text: string): string {
  return text.slice(1, text.lastIndexOf("\n")).replaceAll(/^ {6}/gm, "");
}

const plain = { columns: 60, rows: 8, color: false };

/** The same view with data of `bins` bins, n events in bin n. */
function manyBins(bins: number) {
  const view = fixtureView();
  const axis = createRegularAxis({ bins, lower: 0, upper: bins });
  const counts = Float64Array.from({ length: bins + 2 }, (_, i) => i);
  const histogram = createHistogram({
    name: "m",
    title: "",
    axes: [axis],
    entries: counts,
    sumw: counts,
    sumw2: counts,
  });
  return fixtureView({
    groups: view.groups.slice(0, 1).map((group) => ({ ...group, histograms: new Map([["m", histogram]]) })),
  });
}

/** A histogram `v` of one simulated group, whose bins hold these counts. */
function backgroundOf(axis: Parameters<typeof createVariableAxis>[0], contents: readonly number[]) {
  const counts = Float64Array.of(0, ...contents, 0);
  const numbers = { entries: counts, sumw: counts, sumw2: counts };
  const histogram = createHistogram({ name: "v", title: "", axes: [createVariableAxis(axis)], ...numbers });
  const [, background] = fixtureView().groups;
  return fixtureView({ groups: [{ ...background!, histograms: new Map([["v", histogram]]) }] });
}

describe("renderTerminalHistogram", () => {
  it("draws a logarithmic axis with columns of one width, and powers of ten below it", () => {
    const { edges } = createLogAxis({ bins: 6, lower: 0.1, upper: 100 });
    const view = backgroundOf({ edges, scale: "log", label: "m", unit: "GeV" }, [1, 2, 3, 4, 3, 2]);
    expect(renderTerminalHistogram(view, { ...plain, rows: 4, histogram: "v" })).toContain(
      lines(`
      Events / bin
             │                        ░░░░░░░░
             │                ░░░░░░░░░░░░░░░░░░░░░░░░
             │                ░░░░░░░░░░░░░░░░░░░░░░░░
             │        ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
             │░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
           0 └┬───────────────┬───────────────┬───────────────┬
             0.1              1              10              100
                                                       m [GeV]
      `),
    );
  });

  it("draws stacked simulation, points with errors, axes and a legend", () => {
    expect(renderTerminalHistogram(fixtureView(), plain)).toBe(
      lines(`
      Toy data   √s = 13 TeV, ∫L dt = 10 fb⁻¹

      Events / 5 GeV
             │                 │
             │                 │
          10 ┤                 ●
             │                 │           │
             │            ▒▒▒▒▒│▒▒▒▒▒▒     │
             │     │      ▒▒▒▒▒▒▒▒▒▒▒▒     ●
             │     ●      ░░░░░░░░░░░░▒▒▒▒▒│▒▒▒▒▒▒     │
             │░░░░░│░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░●░░░░░░
           0 └┬───────────┬───────────┬───────────┬───────────┬
             80          85          90          95          100
                                                    mass [GeV]

              ●  Data               16
              ▒▒ Signal              4.00  ± 0.63
              ░░ Background ZZ*      8.0   ± 1.6
                 Simulation, total  12.0   ± 1.7
      `),
    );
  });

  it("says that something is missing, on the plot itself", () => {
    const text = renderTerminalHistogram(incompleteView(), plain);
    expect(text).toContain("\nINCOMPLETE: 2 parts are missing; * marks what is not whole\n");
    expect(text).toMatch(/●  Data  .*\n.*▒▒ Signal \*  .*\n.*░░ Background ZZ\* \*  .*\n.*Simulation, total \*/);
    expect(renderTerminalHistogram(fixtureView({ status: "running" }), plain)).toContain("\nNot finished:");
    expect(renderTerminalHistogram(fixtureView({ status: "cancelled" }), plain)).toContain("\nCANCELLED:");
  });

  it("draws variable bins as wide as they are, with their edges, per bin or per unit", () => {
    const view = backgroundOf({ edges: [0, 10, 20, 50], unit: "GeV" }, [2, 4, 6]);
    const columnsOfRow = (text: string, row: number) => text.split("\n").filter((line) => /[│┤]/.test(line))[row]!;
    const perBin = renderTerminalHistogram(view, { ...plain, histogram: "v" });
    expect(perBin).toContain("Events / bin");
    // 51 columns for 50 GeV: the last bin is three times as wide as the others.
    expect(columnsOfRow(perBin, 7)).toBe(`       │${"░".repeat(51)}`);
    expect(columnsOfRow(perBin, 1)).toMatch(/^ +[\d ]+[│┤] {20}░{31}$/);
    expect(perBin).toMatch(/^ {8}0 {8}10 {8}20 {29}50$/m);
    const perUnit = renderTerminalHistogram(view, { ...plain, histogram: "v", perUnit: true });
    expect(perUnit).toContain("Events / GeV");
    // 0.2, 0.4 and 0.2 events per GeV.
    expect(columnsOfRow(perUnit, 1)).toMatch(/^ +[\d. ]+[│┤] {10}░{10}$/);
  });

  it("leaves a column to the narrowest of variable bins", () => {
    const edges = [0, 1e-6, 2e-6, 3e-6, 1, 2, 2.000001];
    const view = backgroundOf({ edges }, Array(6).fill(1));
    const rows = renderTerminalHistogram(view, { ...plain, histogram: "v" }).split("\n");
    expect(rows.filter((line) => /░/.test(line)).map((line) => line.length)).toContain(59);
  });

  it("adds up bins that do not fit, evenly if it can, and says so", () => {
    const unbroken = (text: string) => text.replaceAll("\n", " ");
    const even = unbroken(renderTerminalHistogram(manyBins(100), plain));
    expect(even).toContain("Events / 2");
    expect(even).toContain("Drawn with 2 bins as one, to fit the width. Numbers and files keep every bin.");
    const uneven = unbroken(renderTerminalHistogram(manyBins(103), plain));
    expect(uneven).toContain("Drawn with 3 bins as one, to fit the width; the last one holds fewer.");
    expect(renderTerminalHistogram(manyBins(51), plain)).not.toContain("Drawn with");
  });

  it("stays within the width, from 40 columns on", () => {
    for (let columns = 40; columns <= 200; columns += 7)
      for (const bins of [1, 7, 34, 68, 10_000]) {
        const text = renderTerminalHistogram(manyBins(bins), { ...plain, columns });
        for (const line of text.split("\n").filter((each) => /[│└┤]/.test(each)))
          expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }
  });

  it("uses colour only when asked to", () => {
    expect(renderTerminalHistogram(fixtureView(), plain)).not.toContain("\x1b");
    const colored = renderTerminalHistogram(fixtureView(), { ...plain, color: true });
    expect(colored).toContain("\x1b[38;5;196m");
    expect(colored).not.toContain("▒");
  });

  it("draws an empty result, negative bins and an unknown name without failing", () => {
    const view = fixtureView();
    const axis = createRegularAxis({ bins: 2, lower: 0, upper: 1 });
    const sumw = Float64Array.of(0, -1, 0, 0);
    const histogram = createHistogram({
      name: "m",
      title: "",
      axes: [axis],
      entries: sumw,
      sumw,
      sumw2: sumw.map((x) => x * x),
    });
    const groups = view.groups.map((group) => ({ ...group, histograms: new Map([["m", histogram]]) }));
    expect(renderTerminalHistogram(fixtureView({ groups }), plain)).toContain("-1.0");
    expect(renderTerminalHistogram(view, { ...plain, histogram: "no" })).toBe('no histogram "no"');
    expect(renderTerminalHistogram(fixtureView({ spec: presetByName("hzz-2020") }), plain)).toContain(
      "ATLAS Open Data 2020",
    );
  });

  it("draws two axes as a map, with neighbours added up where they do not fit", () => {
    const map = (xBins: number) => {
      const axes = [
        createRegularAxis({ bins: xBins, lower: 0, upper: 40, label: "pT", unit: "GeV" }),
        createVariableAxis({ edges: [-3, 0, 3], label: "eta" }),
      ];
      const counts = new Float64Array((xBins + 2) * 4);
      for (let bin = 1; bin <= xBins; bin++) counts[bin * 4 + 1] = bin % 5;
      const numbers = { entries: counts, sumw: counts, sumw2: counts };
      const histogram = createHistogram({ name: "m", title: "Both", axes, ...numbers });
      const [group] = fixtureView().groups;
      return fixtureView({ groups: [{ ...group!, histograms: new Map([["m", histogram]]) }] });
    };
    const drawn = renderTerminalHistogram(map(4), plain).split("\n").slice(2);
    expect(drawn).toEqual([
      "Both: Data",
      "eta",
      "       │",
      "       │",
      "       │",
      "     0 ┤",
      "       │░░░░▒▒▒▒▓▓▓▓████",
      "       │░░░░▒▒▒▒▓▓▓▓████",
      "       │░░░░▒▒▒▒▓▓▓▓████",
      "    -3 ┤░░░░▒▒▒▒▓▓▓▓████",
      "       └────────────────",
      "        0             40",
      "                pT [GeV]",
      "·░▒▓█  0 to 4",
      "10 in range; most, 4, at 30–40 GeV, -3–0",
    ]);
    const wide = renderTerminalHistogram(map(200), plain);
    expect(wide).toContain("Drawn with 4 bins of pT [GeV] in one");
    for (const line of wide.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(60);
    expect(renderTerminalHistogram(map(4), { ...plain, color: true })).toContain("\x1b[48;5;");
  });
});
