import { numericAxisOf } from "../../histogram/axes.ts";
import type { NumericAxis } from "../../histogram/axis.ts";
import type { HistogramBlock } from "../layout.ts";
import { isAtom, numberLiteral } from "./code-writer.ts";
import type { Program } from "./program.ts";
import { atomOf, type Value } from "./value.ts";

/**
 * Writes the filling of one histogram with a number, or with every element of a list.
 *
 * @param edges variable that holds the edges of the axis
 * @param weight atoms that hold the weight and its square; "1" for both if events are not weighted
 */
export function writeFill(
  program: Program,
  block: HistogramBlock,
  value: Value,
  edges: string,
  weight: { readonly w: string; readonly w2: string },
): void {
  const { code } = program;
  if (value.kind !== "list") {
    fillOne(program, block, atomOf(value), edges, weight);
    return;
  }
  const k = code.fresh("k");
  code.block(`for (let ${k} = 0; ${k} < ${value.length}; ${k}++)`, () => {
    fillOne(program, block, atomOf(value.at(k)), edges, weight);
  });
}

function fillOne(
  program: Program,
  block: HistogramBlock,
  x: string,
  edges: string,
  { w, w2 }: { readonly w: string; readonly w2: string },
): void {
  const { code } = program;
  const bin = code.fresh("j");
  if (!isAtom(x)) throw new TypeError("A histogram is filled from a variable");
  writeIndex(program, numericAxisOf(block), x, edges, bin);
  code.line(`sums[${block.entries} + ${bin}] += 1;`);
  code.line(`sums[${block.sumw} + ${bin}] += ${w};`);
  code.line(`sums[${block.sumw2} + ${bin}] += ${w2};`);
}

/** The same as `axis.index(x)`, without the call: the edges alone decide, NaN is overflow. */
function writeIndex(program: Program, axis: NumericAxis, x: string, edges: string, bin: string): void {
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
