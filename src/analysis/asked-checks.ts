import { functionTable } from "./expression/functions/table.ts";
import { createFileKeys } from "./file-name.ts";
import { isFilePattern, patternProblem } from "./file-pattern.ts";
import { fieldsIn, listIn, numberIn, textIn } from "./loose-fields.ts";
import { luminosityInvPbOf, normalisationSteps } from "./normalisation.ts";
import { directionCharacter, hostProblem } from "./spec-fields.ts";
import { specLimits } from "./spec-limits.ts";
import { formatPath } from "./spec-path.ts";
import { sumsIn } from "./spec-size.ts";
import type { SpecProblem } from "./spec-error.ts";

/**
 * Rules for what is asked for. Unlike those of the schema they came later: logs hold analyses that were accepted before, and must be read for
 * ever. As in `spec-checks.ts`, everything is asked for loosely.
 */

/** The rules in words, for the reference page. */
export const askedRules: readonly string[] = [
  "`luminosityInvFb` is given where there is simulation, `energyUnit` where there are collections.",
  "Two names of a sample that mean the same file (`a.root` and `./a.root`, a path and the URL below a base URL that it stands for) are the same file; only with `allowRepeatedFiles` may it stand there twice.",
  "No product in the normalisation of a simulated sample, nor the whole of it, leaves the range of float64 numbers or becomes 0: luminosityInvFb · 1000 · crossSectionPb · kFactor · filterEfficiency / sumOfWeights · scale.factor, from left to right.",
  "Titles, labels, units and the description have no characters that change the direction of text (U+202E and the like).",
  "The host of a URL has no empty part, as `https://.cern.ch/` has.",
  "The `window` of a histogram lies on its axis; a profile has none.",
  `A model names no profile, neither as a channel nor as what is blinded; at most ${specLimits.histograms} ranges are blinded.`,
  `The limit of the numbers of a sample, ${specLimits.sumsPerDelta}, holds with those of the alternatives of \`norm\` and \`sample\`.`,
  "No correction is called like a function of expressions.",
  `A pattern (\`Data/*.root\`, \`mc/**/*.root\`) is a relative path, and \`**\` stands alone between slashes; at most ${specLimits.filePatterns} in all. A name that begins with \`@\` is a list, which only \`hzz\` reads.`,
];

/** Every broken rule: texts, then numbers, then places and files in the order of the document. */
export function askedProblems(spec: unknown): SpecProblem[] {
  const baseUrls = listIn(fieldsIn(spec)?.["release"], "baseUrls").filter((base) => typeof base === "string");
  const keyOf = createFileKeys(baseUrls);
  const luminosity = luminosityProblem(spec);
  return [
    ...directionProblems(spec, [], 0),
    ...leftOutProblems(spec),
    ...luminosity,
    ...baseUrls.flatMap((base, b) => problemAt(["release", "baseUrls", b], hostProblem(base))),
    ...listIn(spec, "groups").flatMap((group, g) =>
      listIn(group, "samples").flatMap((sample, s) => {
        const path = ["groups", g, "samples", s];
        const scaled = luminosity.length === 0 && textIn(group, "kind") !== "data";
        return [...fileProblems(sample, path, keyOf), ...(scaled ? normalisationProblems(spec, sample, path) : [])];
      }),
    ),
    ...tooManyPatterns(spec),
    ...correctionProblems(spec),
    ...listIn(spec, "histograms").flatMap((histogram, h) => windowProblems(histogram, ["histograms", h, "window"])),
    ...modelProblems(spec),
    ...sumsProblem(spec),
  ];
}

/** A profile has no events to fit or to count. What else a model may name is told by the schema. */
function modelProblems(spec: unknown): SpecProblem[] {
  const model = fieldsIn(fieldsIn(spec)?.["model"]);
  if (model === undefined) return [];
  const profiles = new Set(
    listIn(spec, "histograms")
      .filter((histogram) => fieldsIn(histogram)?.["profile"] !== undefined)
      .map((histogram) => textIn(histogram, "name")),
  );
  const blind = Object.keys(fieldsIn(model["blind"]) ?? {});
  // What is beyond the allowed numbers is refused anyway.
  const named = [
    ...listIn(model, "channels").map((key, i) => ({ key, path: ["model", "channels", i] })),
    ...blind.map((key) => ({ key, path: ["model", "blind", key] })),
  ].filter(({ key }) => typeof key === "string" && profiles.has(key.split("@", 1)[0]));
  const most = specLimits.histograms;
  return [
    ...problemAt(
      ["model", "blind"],
      blind.length > most ? `expected at most ${most} ranges, found ${blind.length}` : undefined,
    ),
    ...named
      .slice(0, most)
      .flatMap(({ key, path }) =>
        problemAt(path, `${String(key)} is a profile, which has no events to fit or to count`),
      ),
  ];
}

/** Those of one delta alone are told by the schema. */
function sumsProblem(spec: unknown): SpecProblem[] {
  const { sums, derived } = sumsIn(spec);
  const most = specLimits.sumsPerDelta;
  return problemAt(
    ["histograms"],
    sums + derived > most
      ? `expected at most ${most} numbers in all histograms and the cutflow (3 for each bin), those of alternatives included, found ${sums + derived}`
      : undefined,
  );
}

/** What lies beyond the axis is in no bin: it would be drawn, and never counted. That ends are in order is told by the schema. */
function windowProblems(histogram: unknown, path: readonly PropertyKey[]): SpecProblem[] {
  const { window, axis } = fieldsIn(histogram) ?? {};
  if (fieldsIn(histogram)?.["profile"] !== undefined)
    return problemAt(path, window === undefined ? undefined : "expected none, as a profile has no events to count");
  const edges = listIn(axis, "edges");
  const lower = numberIn(axis, "lower") ?? edges[0];
  const upper = numberIn(axis, "upper") ?? edges.at(-1);
  const [from, to] = [numberIn(window, "from"), numberIn(window, "to")];
  if (typeof lower !== "number" || typeof upper !== "number" || from === undefined || to === undefined) return [];
  return [
    ...problemAt(
      [...path, "from"],
      from < lower ? `expected at least the lower end of the axis (${lower}), found ${from}` : undefined,
    ),
    ...problemAt(
      [...path, "to"],
      to > upper ? `expected at most the upper end of the axis (${upper}), found ${to}` : undefined,
    ),
  ];
}

function correctionProblems(spec: unknown): SpecProblem[] {
  return Object.entries(fieldsIn(fieldsIn(spec)?.["corrections"]) ?? {}).flatMap(([name, correction]) => [
    ...problemAt(
      ["corrections", name],
      functionTable.has(name) ? "a function of expressions is called so; choose another name" : undefined,
    ),
    ...problemAt(["corrections", name, "file"], hostProblem(textIn(correction, "file") ?? "")),
  ]);
}

function tooManyPatterns(spec: unknown): SpecProblem[] {
  const names = listIn(spec, "groups").flatMap((group) =>
    listIn(group, "samples").flatMap((sample) => listIn(sample, "files")),
  );
  const found = names.filter((name) => typeof name === "string" && isFilePattern(name)).length;
  return found <= specLimits.filePatterns
    ? []
    : problemAt(["groups"], `expected at most ${specLimits.filePatterns} patterns of files, found ${found}`);
}

/** What may only be left out where nothing hangs on it. */
function leftOutProblems(spec: unknown): SpecProblem[] {
  const fields = fieldsIn(spec) ?? {};
  const hasSimulation = listIn(spec, "groups").some((group) =>
    ["background", "signal"].includes(textIn(group, "kind") ?? ""),
  );
  const hasCollections = Object.keys(fieldsIn(fields["collections"]) ?? {}).length > 0;
  return [
    ...(hasSimulation && fields["luminosityInvFb"] === undefined
      ? problemAt(["luminosityInvFb"], "missing; expected a number: simulation is scaled to it")
      : []),
    ...(hasCollections && fields["energyUnit"] === undefined
      ? problemAt(["energyUnit"], 'missing; expected one of "MeV", "GeV": the unit of the collections in the files')
      : []),
  ];
}

const textFields: ReadonlySet<string> = new Set(["title", "description", "label", "unit"]);
/** No text of a specification lies deeper. */
const deepest = 10;

function directionProblems(value: unknown, path: readonly PropertyKey[], depth: number): SpecProblem[] {
  if (depth > deepest || typeof value !== "object" || value === null) return [];
  // Names of files and numbers; no text for people stands in a list by itself.
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) return [];
  return Object.entries(value).flatMap(([key, field]: [string, unknown]) => {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    if (typeof field !== "string") return directionProblems(field, place, depth + 1);
    const found = textFields.has(key) ? directionCharacter(field) : undefined;
    return problemAt(place, found && `${found} changes the direction of text, or where a line ends; leave it out`);
  });
}

function fileProblems(sample: unknown, path: readonly PropertyKey[], keyOf: (name: string) => string): SpecProblem[] {
  const mayRepeat = fieldsIn(sample)?.["allowRepeatedFiles"] === true;
  const first = new Map<string, number>();
  const names = listIn(sample, "files");
  const problems: SpecProblem[] = [];
  for (const [f, name] of names.entries()) {
    if (typeof name !== "string") continue;
    const key = keyOf(name);
    const before = first.get(key);
    if (before === undefined) first.set(key, f);
    // The same name twice is told by the schema.
    const repeats = before !== undefined && !mayRepeat && names[before] !== name;
    const repeated = repeats
      ? `the same file as files[${before}]; its events would count twice (if that is meant: "allowRepeatedFiles": true)`
      : undefined;
    const problem = patternProblem(name) ?? hostProblem(name) ?? repeated;
    if (problem !== undefined) problems.push(...problemAt([...path, "files", f], problem));
  }
  return problems;
}

function luminosityProblem(spec: unknown): SpecProblem[] {
  const luminosity = numberIn(spec, "luminosityInvFb");
  return luminosity === undefined || !(luminosity > 0) || isSound(luminosityInvPbOf(luminosity))
    ? []
    : problemAt(["luminosityInvFb"], `1000 · ${luminosity} pb⁻¹ is beyond the range of float64 numbers`);
}

/** The first step that leads out of the range; whether single fields are sound is told elsewhere. */
function normalisationProblems(spec: unknown, sample: unknown, path: readonly PropertyKey[]): SpecProblem[] {
  const number = (field: string) => numberIn(sample, field);
  const [luminosityInvFb, crossSectionPb, sumOfWeights] = [
    numberIn(spec, "luminosityInvFb"),
    number("crossSectionPb"),
    number("sumOfWeights"),
  ];
  if (luminosityInvFb === undefined || crossSectionPb === undefined || sumOfWeights === undefined) return [];
  const [kFactor, filterEfficiency] = [number("kFactor") ?? 1, number("filterEfficiency") ?? 1];
  const factors = { luminosityInvFb, crossSectionPb, kFactor, filterEfficiency, sumOfWeights };
  if (!Object.values(factors).every((factor) => factor > 0)) return [];
  const steps = normalisationSteps(luminosityInvFb, factors);
  const broken = steps.find(({ value }) => !isSound(value));
  const scale = numberIn(fieldsIn(sample)?.["scale"], "factor") ?? 1;
  if (broken === undefined && scale > 0 && !isSound(steps.at(-1)!.value * scale))
    return problemAt(
      [...path, "scale", "factor"],
      `the normalisation ${steps.at(-1)!.value} times ${scale} is beyond the range of float64 numbers, or too small for one`,
    );
  if (broken === undefined) return [];
  const found = broken.value === 0 ? "is too small for a float64 number" : "is beyond the range of float64 numbers";
  return problemAt(
    [...path, broken.field],
    `the normalisation ${broken.formula} ${found}, with luminosityInvFb ${luminosityInvFb} and ${broken.field} ${factors[broken.field]}`,
  );
}

function isSound(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function problemAt(path: readonly PropertyKey[], message: string | undefined): SpecProblem[] {
  return message === undefined ? [] : [{ path: formatPath(path), message }];
}
