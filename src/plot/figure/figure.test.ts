import { describe, expect, it } from "vitest";
import { analysisOf, plotOf, withVariations } from "../../../test/support/plot-fixture.ts";
import { legendRows } from "../legend.ts";
import { type FigureContent, figureOf } from "./figure.ts";
import type { Mark, Scene } from "./scene.ts";
import { toPdf } from "./to-pdf.ts";
import { toSvg } from "./to-svg.ts";

function contentOf(changes: Partial<FigureContent> = {}, document = analysisOf()): FigureContent {
  const model = plotOf(document, "m")!;
  return {
    model,
    title: "Mass <1> & more",
    labels: [[{ text: "Toy data", style: "bold" }]],
    notice: undefined,
    legend: legendRows(model, true),
    titles: { x: "m4ℓ [GeV]", y: "Events / 5 GeV" },
    log: false,
    below: "ratio",
    ...changes,
  };
}

const flat = (marks: readonly Mark[]): Mark[] =>
  marks.flatMap((mark) => (mark.kind === "clipped" ? flat(mark.marks) : [mark]));
const textsOf = ({ marks }: Scene) => flat(marks).flatMap((mark) => (mark.kind === "glyphs" ? [mark.text] : []));
const dotsOf = (marks: readonly Mark[]) => flat(marks).flatMap((mark) => (mark.kind === "dot" ? [mark.at] : []));

describe("a figure", () => {
  // Data 4, 0, 9 in three bins from 110 to 125; the frame goes from 92 to 580, the upper one from 20 to 410.
  const scene = figureOf(contentOf());
  const [main, ...others] = scene.marks.filter((mark) => mark.kind === "clipped");
  const ratio = others.at(-1);

  it("has a point in the middle of each bin with data, at the height that the axis says", () => {
    const dots = dotsOf([main!]);
    expect(dots.map(({ x }) => Number(x.toFixed(9)))).toEqual(
      [92 + 488 / 6, 92 + (488 * 5) / 6].map((x) => Number(x.toFixed(9))),
    );
    // Both heights are above the lower end of the axis in the ratio of the counts.
    expect((410 - dots[1]!.y) / (410 - dots[0]!.y)).toBeCloseTo(9 / 4, 9);
  });

  it("stacks the groups: the upper one begins where the lower one ends", () => {
    const layers = flat([main!]).filter((mark) => mark.kind === "path" && mark.fill === "#123456");
    const [zz, signal] = layers.map((mark) => (mark.kind === "path" ? mark.lines[0]! : []));
    const heights = (line: readonly { y: number }[], from: number) =>
      line.slice(from, from + 6).map(({ y }) => 410 - y);
    const unit = heights(zz!, 0)[0]!;
    expect(heights(zz!, 0).map((y) => Number((y / unit).toFixed(9)))).toEqual([1, 1, 2, 2, 3, 3]);
    expect(heights(signal!, 0).map((y) => Number((y / unit).toFixed(9)))).toEqual([1.5, 1.5, 2, 2, 4, 4]);
    expect(heights(signal!, 6).reverse()).toEqual(heights(zz!, 0));
  });

  it("shows data over expectation below, with an arrow for what lies beyond", () => {
    // 4 / 1.5 and 9 / 4 are both above 2.
    expect(dotsOf([ratio!])).toEqual([]);
    const arrows = flat([ratio!]).filter((mark) => mark.kind === "path" && mark.fill === "#123456");
    expect(arrows).toHaveLength(2);
    expect(textsOf(scene)).toContain("Data / Expected");
    const alone = figureOf(contentOf({ below: "none" }));
    expect([alone.height < scene.height, textsOf(alone).includes("Data / Expected")]).toEqual([true, false]);
  });

  it("shows pulls below where they are asked for: one on a stem in each bin, with lines at 0 and ±2", () => {
    const pulls = figureOf(contentOf({ below: "pulls" }));
    expect(textsOf(pulls)).toContain("Pull");
    const marks = flat([pulls.marks.filter((mark) => mark.kind === "clipped").at(-1)!]);
    expect(dotsOf(marks)).toHaveLength(3);
    const heights = marks.flatMap((mark) => (mark.kind === "path" && mark.dash ? [mark.lines[0]![0]!.y] : []));
    // From −3 to 3 over 130 points below the frame.
    expect(heights.map((y) => Number((410 + 65 - y).toFixed(9)))).toEqual(
      [-2, 0, 2].map((v) => Number(((v * 130) / 6).toFixed(9))),
    );
  });

  it("hatches the statistical uncertainty the other way where variations are a part of the whole", () => {
    const hatchings = (document: ReturnType<typeof analysisOf>) =>
      flat(figureOf(contentOf({}, document)).marks).filter((mark) => mark.kind === "path" && mark.stroke === "#333333");
    const varied = withVariations(analysisOf(), { sf: { up: { zz: [2, 2, 3] } } });
    // In the plot, in the panel, and in the legend: once for the total, once for its statistical part, which is crossed in the legend.
    expect([hatchings(analysisOf()).length, hatchings(varied).length]).toEqual([3, 7]);
  });

  it("says what is missing, and leaves its contents below its words", () => {
    const rows = legendRows(contentOf().model, true);
    const many = Array.from({ length: 12 }, () => rows[0]!);
    const full = figureOf(contentOf({ legend: many, notice: "incomplete: 1 of 6 files missing" }));
    expect(textsOf(full)).toContain("incomplete: 1 of 6 files missing");
    const words = flat(full.marks.filter((mark) => mark.kind !== "clipped")).flatMap((mark) =>
      mark.kind === "glyphs" && mark.text === rows[0]!.label ? [mark.at.y] : [],
    );
    expect(words).toHaveLength(12);
    const inside = full.marks.find((mark) => mark.kind === "clipped")!;
    expect(Math.min(...dotsOf([inside]).map(({ y }) => y))).toBeGreaterThan(Math.max(...words));
  });

  it.each([
    ["short", "Toy data", "Data", 3],
    ["as long as the frame", "Toy simulation, not ATLAS data, nor CMS data", "Total, stat. ⊕ syst. uncertainty", 7],
    [
      "longer",
      "Open Data of 2012 as somebody has skimmed them for a course, on the web",
      "A group of a long name ".repeat(4),
      9,
    ],
  ])(
    "keeps words that are %s within its frame, apart from each other and from the contents",
    (_, release, group, rows) => {
      const { model, legend } = contentOf();
      const labels = [[{ text: release, style: "bold" }], [{ text: "√s = 13 TeV", style: "plain" }]] as const;
      const notice = "incomplete: 3 of 12 files missing; data blinded: 120 to 130 GeV, 150 to 160 GeV";
      const long = Array.from({ length: rows }, () => ({ ...legend[0]!, label: group }));
      for (const log of [false, true]) {
        const { marks } = figureOf(contentOf({ model, labels, notice, legend: long, below: "none", log }));
        const outside = flat(marks.filter(({ kind }) => kind !== "clipped"));
        const boxes = outside.flatMap((mark) => {
          if (mark.kind !== "glyphs" || mark.upward || mark.at.x < 92 || mark.at.y > 430) return [];
          const { at, width, size } = mark;
          return [{ left: at.x, right: at.x + width, top: at.y - 0.75 * size, bottom: at.y }];
        });
        for (const [i, a] of boxes.entries()) {
          expect(a.right).toBeLessThanOrEqual(580 - 12);
          for (const b of boxes.slice(i + 1))
            expect(a.right <= b.left + 0.5 || b.right <= a.left + 0.5 || a.bottom <= b.top || b.bottom <= a.top).toBe(
              true,
            );
        }
        const highest = Math.min(...dotsOf(marks.filter(({ kind }) => kind === "clipped")).map(({ y }) => y));
        expect(highest).toBeGreaterThan(Math.max(...boxes.map(({ bottom }) => bottom)));
      }
    },
  );

  it("has its legend beside the short lines of the labels, below a long one that stays whole", () => {
    const release = "Toy simulation, not ATLAS data, nor CMS data";
    const labels = [release, "√s = 13 TeV"].map((text) => [{ text, style: "bold" } as const]);
    const glyphs = flat(figureOf(contentOf({ labels })).marks).filter((mark) => mark.kind === "glyphs");
    const baseOf = (text: string) => glyphs.find((mark) => mark.text === text)!.at.y;
    expect(baseOf("DATA")).toBeGreaterThan(baseOf(release) + 10);
    expect(baseOf("DATA")).toBeLessThan(baseOf(" = 13 TeV") + 10);
  });

  it("draws powers of ten on a logarithmic axis", () => {
    const log = figureOf(contentOf({ log: true }));
    expect(dotsOf(log.marks).every(({ y }) => Number.isFinite(y))).toBe(true);
  });
});

describe("a figure as SVG", () => {
  it("has its title and what it is made of, as text that is safe in XML", () => {
    const svg = toSvg(figureOf(contentOf()), "a < b & c");
    expect(svg).toContain("<title>Mass &lt;1&gt; &amp; more</title>");
    expect(svg).toContain("<metadata>a &lt; b &amp; c</metadata>");
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(toSvg(figureOf(contentOf()), "a < b & c")).toBe(svg);
  });
});

describe("a figure as PDF", () => {
  const bytes = toPdf(figureOf(contentOf()), { producer: "hzz-edge 1", about: "m4ℓ" });
  const text = Buffer.from(bytes).toString("latin1");

  it("finds each object where its table says, and the content as long as it says", () => {
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)![1]);
    const rows = text.slice(start).split("\n");
    expect([rows[0], rows[1]]).toEqual(["xref", "0 10"]);
    for (let i = 1; i < 10; i++)
      expect(text.slice(Number(rows[2 + i]!.slice(0, 10)))).toMatch(new RegExp(`^${i} 0 obj\n`));
    for (const row of rows.slice(2, 12)) expect(`${row}\n`).toHaveLength(20);
    const [, length, content] = /<< \/Length (\d+) >>\nstream\n([^]*?)\nendstream/.exec(text)!;
    expect(content).toHaveLength(Number(length));
    expect(content).not.toMatch(/NaN|Infinity|undefined|e-\d/);
  });

  it("sets Greek in Symbol, and escapes what PDF reads as its own", () => {
    const labels = [[{ text: "(μ) \\ t̄ é", style: "plain" }]] as const;
    const drawn = Buffer.from(toPdf(figureOf(contentOf({ labels })), { producer: "", about: "" })).toString("latin1");
    expect(drawn).toContain("(\\() Tj");
    expect(drawn).toMatch(/\/F4 [\d.]+ Tf [^\n]*\(m\) Tj/);
    expect(drawn).toContain("\\351) Tj");
  });
});
