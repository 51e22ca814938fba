import type { CheckedRecipe } from "../expression/check-recipe.ts";
import type { Layout } from "../layout.ts";
import { writeExpression } from "./expression-code.ts";
import { filledAxes, type Weight, writeHistograms } from "./fill-code.ts";
import type { Program } from "./program.ts";
import { runtimeFunctions } from "./runtime-functions.ts";
import type { Stage } from "./stage-plan.ts";
import { atomOf } from "./value.ts";

export interface StageContext {
  readonly recipe: CheckedRecipe;
  readonly layout: Layout;
  readonly stage: Stage;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly weighted: boolean;
}

/**
 * JavaScript of one stage: the body of a function of `runtime` that returns the function to run.
 *
 * Every line is made here and in the files beside from the checked tree; nothing that a user wrote is copied into it.
 */
export function writeStage(program: Program, context: StageContext): string {
  const { layout, isFirst } = context;
  const lines = cutflowLines(context);
  writeEvent(program, context, lines);
  const buffers = program.bufferDeclarations();
  const edges = filledAxes(layout).map((_, e) => `const e${e} = runtime.edges[${e}];`);
  return [
    '"use strict";',
    "const { fail, countEdges, cosSin, sinh, normalisation } = runtime;",
    `const { ${Object.keys(runtimeFunctions).join(", ")} } = runtime;`,
    ...program.constants(),
    "const azimuth = new Float64Array(2);",
    ...edges,
    ...buffers.outside,
    `return function (${["entryStart", "count", "sums", "survivors", "weights", ...program.inputs.parameters()].join(", ")}) {`,
    ...buffers.inside,
    // Locals are faster than the array; additions stay in the order of the entries, so the bits do not depend on it.
    ...lines.map(({ name, offset }) => `let ${name} = sums[${offset}];`),
    "let kept = 0;",
    "for (let at = 0; at < count; at++) {",
    isFirst ? "const i = at;" : "const i = survivors[at];",
    ...(program.countsSteps ? ["let steps = 0;"] : []),
    program.code.text,
    "}",
    ...lines.map(({ name, offset }) => `sums[${offset}] = ${name};`),
    "return kept;",
    "};",
  ].join("\n");
}

interface CutflowLine {
  readonly name: string;
  readonly offset: number;
  readonly stage: number;
  readonly adds: "entries" | "w" | "w2";
}

/** The numbers of the cutflow that this stage adds to. Line 0 counts all events, line n those that passed cut n - 1. */
function cutflowLines({ layout, stage, isFirst }: StageContext): CutflowLine[] {
  const lines: CutflowLine[] = [];
  for (let n = isFirst ? 0 : stage.cutStart + 1; n <= stage.cutStop; n++)
    lines.push(
      { name: `fn${n}`, offset: layout.cutflow.entries + n, stage: n, adds: "entries" },
      { name: `fw${n}`, offset: layout.cutflow.sumw + n, stage: n, adds: "w" },
      { name: `fx${n}`, offset: layout.cutflow.sumw2 + n, stage: n, adds: "w2" },
    );
  return lines;
}

/**
 * Writes the selections of the regions, with their cutflows.
 *
 * @returns a variable for each region that holds whether the event is in it
 */
function writeRegions(program: Program, { recipe, layout }: StageContext, weight: Weight): string[] {
  const { code } = program;
  return recipe.regions.map((steps, r) => {
    const { entries, sumw, sumw2 } = layout.regions[r]!;
    const inside = code.fresh("r");
    code.line(`let ${inside} = false;`);
    const writeFrom = (n: number): void => {
      const step = steps[n];
      if (step === undefined) {
        code.line(`${inside} = true;`);
        return;
      }
      program.begin(step);
      code.block(`if (${atomOf(writeExpression(program, step))})`, () => {
        code.line(`sums[${entries + n}] += 1;`);
        code.line(`sums[${sumw + n}] += ${weight.w};`);
        code.line(`sums[${sumw2 + n}] += ${weight.w2};`);
        writeFrom(n + 1);
      });
    };
    writeFrom(0);
    return inside;
  });
}

function writeEvent(program: Program, context: StageContext, lines: readonly CutflowLine[]): void {
  const { code } = program;
  const { recipe, layout, stage, isFirst, isLast } = context;
  const weight = writeWeight(program, context);

  function count(n: number): void {
    for (const { name, stage, adds } of lines)
      if (stage === n) code.line(`${name} += ${adds === "entries" ? "1" : weight[adds]};`);
  }

  if (isFirst) count(0);
  for (let cut = stage.cutStart; cut < stage.cutStop; cut++) {
    const node = recipe.cuts[cut]!;
    program.begin(node);
    code.line(`if (!${atomOf(writeExpression(program, node))}) continue;`);
    count(cut + 1);
  }
  code.line("survivors[kept++] = i;");
  if (isFirst && !isLast && isWeighted(context)) code.line(`weights[i] = ${weight.w};`);
  if (stage.fills) writeHistograms(program, { recipe, layout, weight, inside: writeRegions(program, context, weight) });
}

/** Whether events have a weight other than 1. */
function isWeighted({ recipe, weighted }: StageContext): boolean {
  return weighted || recipe.factors.length > 0;
}

/** Weight of the event and its square: normalisation · factor 0 · factor 1 …, or what stage 0 left. */
function writeWeight(program: Program, context: StageContext): Weight {
  const { code } = program;
  if (!isWeighted(context)) return { w: "1", w2: "1" };
  const w = context.isFirst ? writeProduct(program, context) : code.constant("weights[i]");
  return { w, w2: code.constant(`${w} * ${w}`) };
}

function writeProduct(program: Program, { recipe, weighted }: StageContext): string {
  const { code } = program;
  let product = code.constant(weighted ? "normalisation" : "1");
  const checks: string[] = [];
  for (const node of recipe.factors) {
    program.begin(node);
    const factor = atomOf(writeExpression(program, node));
    product = code.constant(`${product} * ${recipe.sign === "absolute" ? `Math.abs(${factor})` : factor}`);
    const site = program.failures.weightNotFinite(node.source);
    checks.push(`if (${product} - ${product} !== 0) ${program.fail(site, product, "0")}`);
  }
  // What is once not finite stays so: one look at the end is enough, and only then is the factor searched for.
  if (checks.length > 0)
    code.block(`if (${product} - ${product} !== 0)`, () => {
      for (const check of checks) code.line(check);
    });
  return product;
}
