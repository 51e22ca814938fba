import type { CheckedRecipe } from "../expression/checked-recipe.ts";
import type { CheckedNode } from "../expression/checked-tree.ts";
import type { AlternativeBlock, CutflowBlock, Layout } from "../layout.ts";
import { writeExpression } from "./expression-code.ts";
import { binTables, type Weight, writeHistograms } from "./fill-code.ts";
import { functionsInMemory, mostReal } from "./functions-in-memory.ts";
import { type Batch, groupBy, isSame, type Pass, type Track } from "./passes.ts";
import type { Program } from "./program.ts";
import { runtimeFunctions } from "./runtime-functions.ts";
import type { Stage } from "./stage-plan.ts";
import { atomOf } from "./value.ts";

export interface StageContext {
  readonly batch: Batch;
  readonly sign: CheckedRecipe["sign"];
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
  const edges = binTables(layout).map((_, e) => `const e${e} = runtime.edges[${e}];`);
  return [
    '"use strict";',
    "const { fail, countEdges, normalisation } = runtime;",
    `const { ${Object.keys(functionsInMemory).join(", ")} } = runtime;`,
    `const { ${Object.keys(runtimeFunctions).join(", ")} } = runtime;`,
    ...program.constants(),
    `const real = new Float64Array(${mostReal});`,
    ...edges,
    ...buffers.outside,
    `return function (${["entryStart", "count", "sums", "survivors", "weights", "varied", "alive", ...program.inputs.parameters()].join(", ")}) {`,
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

/** The numbers of the nominal cutflow that this stage adds to. Line 0 counts all events, line n those that passed cut n - 1. */
function cutflowLines({ batch, layout, stage, isFirst }: StageContext): CutflowLine[] {
  const lines: CutflowLine[] = [];
  if (batch.first.name !== undefined) return lines;
  for (let n = isFirst ? 0 : stage.cutStart + 1; n <= stage.cutStop; n++)
    lines.push(
      { name: `fn${n}`, offset: layout.cutflow.entries + n, stage: n, adds: "entries" },
      { name: `fw${n}`, offset: layout.cutflow.sumw + n, stage: n, adds: "w" },
      { name: `fx${n}`, offset: layout.cutflow.sumw2 + n, stage: n, adds: "w2" },
    );
  return lines;
}

/** What the code of an event works with. */
interface EventContext extends StageContext {
  readonly lines: readonly CutflowLine[];
  /** First cut in which tracks differ; after the last one if none does. */
  readonly split: number;
  readonly weightOf: (pass: Pass) => Weight;
}

function writeEvent(program: Program, context: StageContext, lines: readonly CutflowLine[]): void {
  const { code } = program;
  const { stage, isFirst, isLast } = context;
  const { tracks, weights, first } = context.batch;
  const { cuts } = first;
  const split = cuts.findIndex((cut, i) => tracks.some(([pass]) => pass.cuts[i] !== cut));
  const weightOf = writeWeights(program, context);
  const event = { ...context, lines, split: split === -1 ? cuts.length : split, weightOf };

  if (isFirst) count(program, event, tracks.flat(), 0);
  for (let cut = stage.cutStart; cut < Math.min(stage.cutStop, event.split); cut++) {
    const node = cuts[cut]!;
    program.begin(node);
    code.line(`if (!${atomOf(writeExpression(program, node))}) continue;`);
    count(program, event, tracks.flat(), cut + 1);
  }
  const alive = event.split < stage.cutStop ? writeTracks(program, event) : undefined;
  code.line("survivors[kept++] = i;");
  if (!isLast) {
    if (isFirst && isWeighted(context))
      weights.forEach((_, n) => {
        code.line(`${weightPlace(n, weights.length)} = ${weightOf({ weight: n }).w};`);
      });
    alive?.forEach((flag, t) => {
      code.line(`${alivePlace(t, tracks.length)} = ${flag} ? 1 : 0;`);
    });
  }
  if (stage.fills)
    for (const [t, track] of tracks.entries()) {
      if (alive === undefined) fillTrack(program, event, track);
      else
        code.block(`if (${alive[t]!})`, () => {
          fillTrack(program, event, track);
        });
    }
}

/** Adds the event to a line of the cutflow of each pass. */
function count(program: Program, { layout, lines, weightOf }: EventContext, passes: readonly Pass[], n: number): void {
  const { code } = program;
  for (const pass of passes) {
    const weight = weightOf(pass);
    if (pass.name === undefined) {
      for (const { name, stage, adds } of lines)
        if (stage === n) code.line(`${name} += ${adds === "entries" ? "1" : weight[adds]};`);
    } else addTo(program, alternativeOf(layout, pass.name).cutflow, n, weight);
  }
}

function addTo(program: Program, { entries, sumw, sumw2 }: CutflowBlock, n: number, weight: Weight): void {
  program.code.line(`sums[${entries + n}] += 1;`);
  program.code.line(`sums[${sumw + n}] += ${weight.w};`);
  program.code.line(`sums[${sumw2 + n}] += ${weight.w2};`);
}

function alternativeOf({ alternatives }: Layout, name: string): AlternativeBlock {
  return alternatives.find((block) => block.name === name)!;
}

/**
 * Writes the cuts of this stage from the first on in which tracks differ.
 *
 * @returns for each track a variable that holds whether the event has passed so far
 */
function writeTracks(program: Program, event: EventContext): string[] {
  const { code } = program;
  const { stage, split } = event;
  const { tracks } = event.batch;
  const before = stage.cutStart > split;
  const flags = tracks.map((_, t) => {
    const flag = code.fresh("a");
    code.line(`let ${flag} = ${before ? `${alivePlace(t, tracks.length)} === 1` : "true"};`);
    return flag;
  });
  for (let cut = Math.max(stage.cutStart, split); cut < stage.cutStop; cut++) {
    const numbered = tracks.map((track, t) => ({ track, flag: flags[t]!, node: track[0].cuts[cut]! }));
    for (const group of groupBy(numbered, (a, b) => a.node === b.node)) {
      const { node } = group[0];
      program.begin(node);
      code.block(`if (${group.map(({ flag }) => flag).join(" || ")})`, () => {
        const passes = atomOf(writeExpression(program, node));
        for (const { track, flag } of group) {
          if (group.length > 1) code.line(`${flag} = ${flag} && ${passes};`);
          else code.line(`${flag} = ${passes};`);
          code.block(`if (${flag})`, () => {
            count(program, event, track, cut + 1);
          });
        }
      });
    }
  }
  code.line(`if (!(${flags.join(" || ")})) continue;`);
  return flags;
}

/** Where a stage leaves, for the next one, whether a track has passed. */
function alivePlace(track: number, tracks: number): string {
  return `alive[${tracks} * i + ${track}]`;
}

/** Where stage 0 leaves a weight: the first one apart, in the order of the entries. */
function weightPlace(weight: number, weights: number): string {
  return weight === 0 ? "weights[i]" : `varied[${weights - 1} * i + ${weight - 1}]`;
}

/** Writes regions and histograms of passes that have their cuts in common; what they share is computed once. */
function fillTrack(program: Program, event: EventContext, track: Track): void {
  const inside = new Map<Pass, readonly string[]>();
  for (const group of groupBy(track, (a, b) => a.regions.every((steps, r) => isSame(steps, b.regions[r]!)))) {
    const flags = writeRegions(program, event, group);
    for (const pass of group) inside.set(pass, flags);
  }
  const { layout, weightOf } = event;
  writeHistograms(program, {
    layout,
    passes: track.map((pass) => ({ pass, weight: weightOf(pass), inside: inside.get(pass)! })),
  });
}

/**
 * Writes the selections of the regions, with the cutflows of all passes.
 *
 * @returns a variable for each region that holds whether the event is in it
 */
function writeRegions(
  program: Program,
  { layout, weightOf }: EventContext,
  passes: readonly [Pass, ...Pass[]],
): string[] {
  const { code } = program;
  return passes[0].regions.map((steps, r) => {
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
        for (const pass of passes) {
          const { regions } = pass.name === undefined ? layout : alternativeOf(layout, pass.name);
          addTo(program, regions[r]!, n, weightOf(pass));
        }
        writeFrom(n + 1);
      });
    };
    writeFrom(0);
    return inside;
  });
}

/** Whether events have a weight other than 1. */
function isWeighted({ batch, weighted }: StageContext): boolean {
  return weighted || batch.weights.some((factors) => factors.length > 0);
}

/**
 * Writes the weights of the event, normalisation · factor 0 · factor 1 …, and their squares; or takes what stage 0 left.
 *
 * Passes of data without weights have 1.
 */
function writeWeights(program: Program, context: StageContext): (pass: Pick<Pass, "weight">) => Weight {
  const { code } = program;
  if (!isWeighted(context)) return () => ({ w: "1", w2: "1" });
  const { weights } = context.batch;
  const products = context.isFirst ? writeProducts(program, context) : undefined;
  return ({ weight }) => {
    const w = code.once(
      `weight ${weight}`,
      () => products?.[weight] ?? code.constant(weightPlace(weight, weights.length)),
    );
    return { w, w2: code.once(`square ${weight}`, () => code.constant(`${w} * ${w}`)) };
  };
}

/** Products that begin alike are computed once as far as they do; so is each factor. */
function writeProducts(program: Program, { batch, sign, weighted }: StageContext): string[] {
  const { code } = program;
  const start = code.constant(weighted ? "normalisation" : "1");
  const atoms = new Map<CheckedNode, string>();
  const products = new Map<string, string>();
  const checked = new Set<string>();
  return batch.weights.map((factors) => {
    let product = start;
    const checks: string[] = [];
    for (const node of factors) {
      let factor = atoms.get(node);
      if (factor === undefined) {
        program.begin(node);
        const atom = atomOf(writeExpression(program, node));
        factor = sign === "absolute" ? `Math.abs(${atom})` : atom;
        atoms.set(node, factor);
      }
      const key = `${product} * ${factor}`;
      product = products.get(key) ?? code.constant(key);
      products.set(key, product);
      const site = program.failures.weightNotFinite(node.source);
      checks.push(`if (${product} - ${product} !== 0) ${program.fail(site, product, "0")}`);
    }
    // What is once not finite stays so: one look at the end is enough, and only then is the factor searched for.
    if (checks.length > 0 && !checked.has(product))
      code.block(`if (${product} - ${product} !== 0)`, () => {
        for (const check of checks) code.line(check);
      });
    checked.add(product);
    return product;
  });
}
