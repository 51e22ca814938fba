import { type Axis, categoryPositions, type NumericAxis } from "../../histogram/axis.ts";
import type { CheckedHistogram } from "../expression/checked-recipe.ts";
import type { CheckedNode } from "../expression/checked-tree.ts";
import type { ExpressionSource } from "../expression/source.ts";
import type { HistogramBlock, Layout } from "../layout.ts";
import { isAtom, numberLiteral } from "./code-writer.ts";
import { writeExpression } from "./expression-code.ts";
import { groupBy, isSameFill, type Pass } from "./passes.ts";
import type { Program } from "./program.ts";
import { atomOf, type Value } from "./value.ts";

/** Atoms that hold the weight and its square; "1" for both if events are not weighted. */
export interface Weight {
  readonly w: string;
  readonly w2: string;
}

/** Where values have their bins: edges, or which bin each category has. */
export type BinTable = Float64Array | ReadonlyMap<string | number, number>;

/** Of the axes of all histograms of a recipe, in its order: those of one that stands in several regions once. Code knows them as `e0`, `e1`, … */
export function binTables(layout: Layout): BinTable[] {
  return [...axesOf(layout).values()].flatMap((axes) =>
    axes.map((axis) => (axis.kind === "category" ? categoryPositions(axis.categories) : axis.edges)),
  );
}

/** The axes of each histogram of the recipe that is filled, by its position. */
function axesOf({ histograms }: Layout): ReadonlyMap<number, readonly Axis[]> {
  return new Map(histograms.map(({ position, axes }) => [position, axes]));
}

/** A pass over the event with what was found out about it. */
export interface FilledPass {
  readonly pass: Pass;
  readonly weight: Weight;
  /** For each region the variable that holds whether the event is in it. */
  readonly inside: readonly string[];
}

/** Writes the filling of every histogram: a value and its bin are computed once, whatever the number of regions and of passes that share it. */
export function writeHistograms(
  program: Program,
  { layout, passes }: { readonly layout: Layout; readonly passes: readonly FilledPass[] },
): void {
  const { code } = program;
  let axesBefore = 0;
  for (const [position, axes] of axesOf(layout)) {
    const edges = axes.map((_, i) => `e${axesBefore + i}`);
    axesBefore += axes.length;
    const groups = groupBy(passes, (a, b) => isSameFill(a.pass.histograms[position]!, b.pass.histograms[position]!));
    for (const group of groups) {
      const targets = group.flatMap((filled) => targetsOf(layout, position, filled));
      if (targets.length === 0) continue;
      const fill = () => {
        fillHistogram(program, group[0].pass.histograms[position]!, { targets, edges });
      };
      const conditions = targets.flatMap(({ condition }) => condition ?? []);
      if (conditions.length < targets.length) fill();
      else code.block(`if (${[...new Set(conditions)].join(" || ")})`, fill);
    }
  }
}

function targetsOf(layout: Layout, position: number, { pass, weight, inside }: FilledPass): FillTarget[] {
  return layout.histograms
    .filter((block) => block.position === position && block.variation === pass.name)
    .map((block) => {
      const r = layout.regions.findIndex(({ name }) => name === block.region);
      return { block, condition: r === -1 ? undefined : inside[r]!, weight };
    });
}

interface FillTarget {
  readonly block: HistogramBlock;
  readonly condition: string | undefined;
  readonly weight: Weight;
}

interface FillTargets {
  readonly targets: readonly FillTarget[];
  readonly edges: readonly string[];
}

function fillHistogram(program: Program, { values, where, weight }: CheckedHistogram, targets: FillTargets): void {
  const { code } = program;
  const [first] = values;
  program.begin(first!);
  const write = (node: CheckedNode) => ({ node, value: writeExpression(program, node) });
  const fill = (mask: Written | undefined) => {
    const parts = [...values, ...(weight === undefined ? [] : [weight])].map(write);
    eachElement(program, [...(mask === undefined ? [] : [mask]), ...parts], (at) => {
      const fillValue = () => {
        const xs = parts.slice(0, values.length).map(at);
        const factor = weight === undefined ? undefined : { source: weight.source, atom: at(parts.at(-1)!) };
        const { source } = values.at(-1)!;
        fillOne(program, xs, { source, factor }, targets);
      };
      if (mask === undefined) fillValue();
      else code.block(`if (${at(mask)})`, fillValue);
    });
  };
  if (where === undefined) {
    fill(undefined);
    return;
  }
  const condition = write(where);
  if (condition.value.kind === "list") fill(condition);
  else
    code.block(`if (${atomOf(condition.value)})`, () => {
      fill(undefined);
    });
}

interface Written {
  readonly node: CheckedNode;
  readonly value: Value;
}

/** Once for single values, else for each element of the lists, which must be equally long; single values go with every element. */
function eachElement(program: Program, parts: readonly Written[], body: (at: (part: Written) => string) => void): void {
  const { code } = program;
  const lists = parts.flatMap(({ node, value }) => (value.kind === "list" ? { node, length: value.length } : []));
  const [first] = lists;
  if (first === undefined) {
    body(({ value }) => atomOf(value));
    return;
  }
  for (const { node, length } of lists) {
    if (length === first.length) continue;
    const site = program.failures.unlikeLengths(node);
    code.line(`if (${length} !== ${first.length}) ${program.fail(site, first.length, length)}`);
  }
  program.loop(first.length, (k) => {
    body(({ value }) => atomOf(value.kind === "list" ? value.at(k) : value));
  });
}

interface FillParts {
  /** Of the last of the values. */
  readonly source: ExpressionSource;
  /** What the weight of the event is multiplied with. */
  readonly factor: { readonly source: ExpressionSource; readonly atom: string } | undefined;
}

/** @param values one for each axis; of a profile one more */
function fillOne(
  program: Program,
  values: readonly string[],
  { source, factor }: FillParts,
  { targets, edges }: FillTargets,
): void {
  const { code } = program;
  const { axes } = targets[0]!.block;
  const products = new Map<string, Weight>();
  const weighed = (weight: Weight): Weight => {
    if (factor === undefined) return weight;
    const known = products.get(weight.w);
    if (known !== undefined) return known;
    const product = productWith(program, weight, factor);
    products.set(weight.w, product);
    return product;
  };
  const weights = targets.map(({ weight }) => weighed(weight));
  const means = new Map<string, Weight>();
  const meanOf = (weight: Weight): Weight => {
    const mean = means.get(weight.w) ?? profileProducts(program, weight, source, values.at(-1)!);
    means.set(weight.w, mean);
    return mean;
  };
  // Outside of conditions, so that regions share them.
  const profiles = targets[0]!.block.profile === undefined ? [] : weights.map(meanOf);
  const bins = values.slice(0, axes.length).map((x, i) => {
    const bin = code.fresh("j");
    if (!isAtom(x)) throw new TypeError("A histogram is filled from a variable");
    writeIndex(program, axes[i]!, x, edges[i]!, bin);
    return bin;
  });
  // The last axis runs fastest, as in `Shape`.
  const cell = code.constant(bins.reduce((before, bin, i) => `(${before}) * ${axes[i]!.extent} + ${bin}`));
  for (const [t, { block, condition }] of targets.entries()) {
    const { w, w2 } = weights[t]!;
    const add = () => {
      code.line(`sums[${block.entries} + ${cell}] += 1;`);
      code.line(`sums[${block.sumw} + ${cell}] += ${w};`);
      code.line(`sums[${block.sumw2} + ${cell}] += ${w2};`);
      if (block.profile === undefined) return;
      code.line(`sums[${block.profile.sumwy} + ${cell}] += ${profiles[t]!.w};`);
      code.line(`sums[${block.profile.sumwy2} + ${cell}] += ${profiles[t]!.w2};`);
    };
    if (condition === undefined) add();
    else code.block(`if (${condition})`, add);
  }
}

/** w·y and w·y². */
function profileProducts(program: Program, { w }: Weight, source: ExpressionSource, y: string): Weight {
  const { code } = program;
  const first = code.constant(`${w} * ${y}`);
  const second = code.constant(`${first} * ${y}`);
  const site = program.failures.profileNotFinite(source);
  code.line(`if (${second} - ${second} !== 0) ${program.fail(site, y, "0")}`);
  return { w: first, w2: second };
}

function productWith(
  program: Program,
  { w }: Weight,
  { source, atom }: { readonly source: ExpressionSource; readonly atom: string },
): Weight {
  const { code } = program;
  const product = code.constant(`${w} * ${atom}`);
  const site = program.failures.weightNotFinite(source);
  code.line(`if (${product} - ${product} !== 0) ${program.fail(site, product, "0")}`);
  return { w: product, w2: code.constant(`${product} * ${product}`) };
}

/** The same as `axis.index(x)`, without the call. */
function writeIndex(program: Program, axis: Axis, x: string, table: string, bin: string): void {
  if (axis.kind !== "category") {
    writeSearch(program, axis, x, table, bin);
    return;
  }
  program.code.line(`let ${bin} = ${table}.get(${x});`);
  program.code.line(`if (${bin} === undefined) ${bin} = ${axis.bins};`);
}

/** The edges alone decide, NaN is overflow. */
function writeSearch(program: Program, axis: NumericAxis, x: string, edges: string, bin: string): void {
  const { code } = program;
  const lower = axis.edges[0]!;
  const upper = axis.edges[axis.bins]!;
  code.line(`let ${bin} = ${axis.bins + 1};`);
  code.block(`if (${x} < ${numberLiteral(upper)})`, () => {
    code.line(`${bin} = 0;`);
    code.block(`if (${x} >= ${numberLiteral(lower)})`, () => {
      if (axis.kind === "regular") {
        // The scaled value may be one bin off; the edges correct it. `| 0` because bins fit into 32 bits.
        const scale = numberLiteral(axis.bins / (upper - lower));
        code.line(`${bin} = ((${x} - ${numberLiteral(lower)}) * ${scale}) | 0;`);
        code.line(`if (${bin} > ${axis.bins - 1}) ${bin} = ${axis.bins - 1};`);
        code.line(`while (${x} < ${edges}[${bin}]) ${bin}--;`);
        code.line(`while (${x} >= ${edges}[${bin} + 1]) ${bin}++;`);
        code.line(`${bin}++;`);
      } else code.line(`${bin} = countEdges(${edges}, ${axis.bins}, ${x});`);
    });
  });
}

/** How many of the first `bins` ascending edges are at or below x, by bisection; given to generated code. */
export function countEdges(edges: Float64Array, bins: number, x: number): number {
  let low = 0;
  let high = bins;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
