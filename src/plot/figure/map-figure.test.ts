import { expect, it } from "vitest";
import { createCategoryAxis, createVariableAxis } from "../../histogram/axis.ts";
import { cellOf } from "../../histogram/axes.ts";
import { createHistogram } from "../../histogram/histogram.ts";
import { heatColor, toHeatMap } from "../heat-map.ts";
import { mapFigureOf } from "./map-figure.ts";
import type { Mark } from "./scene.ts";
import { toPdf } from "./to-pdf.ts";
import { toSvg } from "./to-svg.ts";

/** e and mu, from 1 to 10 to 1000: 1, 100 and nothing of e, 10 of mu. */
function sceneOf(log: boolean) {
  const axes = [
    createCategoryAxis({ categories: ["e", "mu"] }),
    createVariableAxis({ edges: [1, 10, 1000], label: "y" }),
  ];
  const cells = () => new Float64Array(axes.reduce((product, { extent }) => product * extent, 1));
  const [entries, sumw, sumw2] = [cells(), cells(), cells()];
  for (const [x, y, content] of [
    ["e", 5, 1],
    ["e", 50, 100],
    ["mu", 5, 10],
  ] as const)
    for (const sums of [entries, sumw, sumw2]) sums[cellOf(axes, [x, y])]! += content;
  const histogram = createHistogram({ name: "xy", title: "", axes, entries, sumw, sumw2 });
  const source = { name: "data", label: "Data", color: "#000000", kind: "data", incomplete: false, histogram } as const;
  return mapFigureOf({
    map: toHeatMap([source], { log })!,
    title: "A map",
    labels: [[{ text: "Toy data", style: "bold" }]],
    notice: "incomplete",
    titles: { x: "lepton", y: "y", bar: "Events / bin" },
  });
}

const flat = (marks: readonly Mark[]): Mark[] =>
  marks.flatMap((mark) => (mark.kind === "clipped" ? flat(mark.marks) : [mark]));
const cellsOf = (marks: readonly Mark[]) =>
  flat(marks.filter(({ kind }) => kind === "clipped")).flatMap((mark) =>
    mark.kind === "path" ? mark.lines.map((line) => ({ fill: mark.fill, corner: line[0]! })) : [],
  );

it("a map has each bin with entries in the colour of its content, linear or logarithmic, where its edges are", () => {
  const [linear, log] = [false, true].map((each) => cellsOf(sceneOf(each).marks));
  expect(linear!.map(({ fill }) => fill)).toEqual([0.01, 1, 0.1].map(heatColor));
  expect(log!.map(({ fill }) => fill)).toEqual([0, 1, 0.5].map(heatColor));
  const [low, high, muon] = linear!.map(({ corner }) => corner);
  expect([low!.x, high!.x, muon!.x]).toEqual([92, 92, 301]);
  expect(low!.y - high!.y).toBeCloseTo((400 * 990) / 999, 9);
});

it("a map says what its axes, bins and colours are, and what is missing, in both formats", () => {
  const scene = sceneOf(true);
  const texts = flat(scene.marks).flatMap((mark) => (mark.kind === "glyphs" ? [mark.text] : []));
  for (const text of ["Toy data", "incomplete", "lepton", "Events / bin", "e", "mu"]) expect(texts).toContain(text);
  const svg = toSvg(scene, "");
  expect(svg).toContain(`fill="${heatColor(0.5)}"`);
  expect(new TextDecoder("latin1").decode(toPdf(scene, { producer: "", about: "" }))).toContain("(Events / bin) Tj");
});
