import { describe, expect, it } from "vitest";
import { parseSpec } from "../analysis/parse-spec.ts";
import { type Axis, createCategoryAxis, createRegularAxis } from "../histogram/axis.ts";
import { createHistogram } from "../histogram/histogram.ts";
import { toHistogram } from "../rootio/root-histogram.ts";
import { fixtureSpec, fixtureView } from "../../test/support/fixture-view.ts";
import { drawHistogram } from "./draw-histogram.ts";
import { renderLetter } from "./dead-tables.ts";
import { LiveScreen } from "./live-screen.ts";
import { renderList } from "./ls-command.ts";
import { renderResult } from "./render-result.ts";
import { renderTerminalHistogram } from "./terminal-histogram.ts";

const title = "Masses m_{4#mu} of t#bar{t}";
const readable = "Masses m4μ of tt\u0304";
const raw = /#|[_^]\{/;
const regular = createRegularAxis({ bins: 2, lower: 80, upper: 100, label: "m_{4#mu}", unit: "GeV^{2}" });
const spec = parseSpec({ ...fixtureSpec(), title, release: { label: "Toy data of t#bar{t}" } });

/** A result with these axes, of two groups with labels of physics. */
function viewOf(axes: readonly Axis[]) {
  const ones = new Float64Array(axes.reduce((cells, { extent }) => cells * extent, 1)).fill(1);
  const name = { name: "m", title: "" };
  const histogram = createHistogram({ ...name, axes, entries: ones, sumw: ones, sumw2: ones });
  const groups = fixtureView().groups.map((group) => {
    const histograms = new Map([["m", histogram]]);
    const samples = group.samples.map((sample) => ({ ...sample, histograms }));
    return { ...group, label: `${group.label} t#bar{t}`, samples, histograms };
  });
  const [block] = fixtureView().histograms;
  return fixtureView({ spec, groups, histograms: [{ ...block!, axes }] });
}

describe("labels of physics on a terminal", () => {
  it("can be read in tables, plot and legend", () => {
    const text = renderResult(viewOf([regular]), { color: false, columns: 80 });
    expect(text).not.toMatch(raw);
    for (const words of [
      "80 ≤ m4μ < 100 GeV²",
      "Events / 10 GeV²",
      "m4μ [GeV²]",
      "Signal tt\u0304",
      "Toy data of tt\u0304",
    ])
      expect(text).toContain(words);
  });

  it("can be read in categories, and on a map", () => {
    const kinds = createCategoryAxis({ categories: ["#mu_{1}", "e"], label: "#mu or e" });
    const one = renderTerminalHistogram(viewOf([kinds]), { columns: 80, color: false });
    const map = renderTerminalHistogram(viewOf([regular, kinds]), { columns: 80, color: false });
    for (const text of [one, map]) {
      expect(text).not.toMatch(raw);
      expect(text).toContain("μ1");
      expect(text).toContain("μ or e");
    }
  });

  it("can be read in a histogram of a ROOT file", () => {
    const axis = { fNbins: 1, fXmin: 0, fXmax: 1, fXbins: new Float64Array(), fTitle: "p_{T}^{2}" };
    const found = {
      fTitle: title,
      fEntries: 1,
      fXaxis: axis,
      fArray: Float64Array.of(0, 1, 0),
      fSumw2: new Float64Array(),
    };
    const text = drawHistogram(toHistogram(found, "h", "TH1D", { file: "a.root" }), { columns: 80, color: false });
    expect(text).not.toMatch(raw);
    expect(text).toContain(readable);
    expect(text).toContain("pT²");
  });

  it("can be read in titles: in the list, of a dead letter, and above what is watched", () => {
    const { id, acceptedAt, progress, status } = viewOf([regular]);
    const summary = { id, acceptedAt, progress, status, title, run: 1, sequence: 1, release: { label: "" }, links: {} };
    expect(renderList([summary], undefined)).toContain(readable);
    const letter = { id: "7", lane: "zz", analysis: id, title, reason: "", attempts: 5, at: acceptedAt };
    expect(renderLetter({ ...letter, standing: "needed" })).toContain(readable);
    const written: string[] = [];
    const stream = { isTTY: true, columns: 100, rows: 60, write: (text: string) => written.push(text) };
    const screen = new LiveScreen({ stream, now: () => 0, color: false, footer: "" });
    screen.update({ view: viewOf([regular]), missingCount: 0 });
    screen.close();
    expect(written.join("")).toContain(readable);
  });
});
