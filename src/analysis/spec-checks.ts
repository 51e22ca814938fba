import { collectionProblem } from "./collection-fields.ts";
import { axesProblems } from "./axis-checks.ts";
import { fieldsIn, listIn, textIn, type Fields } from "./loose-fields.ts";
import { inclusiveRegion } from "./region-names.ts";
import { modelProblems, modelRule } from "./model-checks.ts";
import { specLimits } from "./spec-limits.ts";
import { formatPath } from "./spec-path.ts";
import { sizeOf, type SpecSize } from "./spec-size.ts";
import { variationProblems, variationRules } from "./variation-checks.ts";

/**
 * The rules between fields. They look at a value that may still be wrong in single fields (those are reported on their
 * own), so everything is asked for loosely and what has the wrong type is passed over.
 */
export interface CrossFieldProblem {
  readonly path: (string | number)[];
  readonly message: string;
}

/** The rules in words, for the reference page. */
export const crossFieldRules: readonly string[] = [
  "Names of groups, cuts, regions and histograms are unique among their kind, sample names in the whole specification, names of definitions among definitions and collections.",
  "No cut is named `all`: that is the cutflow's line before the first cut. No region is named `inclusive`: that is all events that pass the cuts.",
  "A histogram names only regions that there are, each once, or `inclusive`.",
  "A collection gives pt, eta, phi or px, py, pz, and exactly one of `energy` and `mass`, or none of these; further fields are named as definitions are.",
  "`upper` is above `lower`, and edges ascend strictly; neighbouring edges must differ as float64 numbers. A logarithmic axis lies above 0. Categories of an axis are all texts or all numbers, and differ. A histogram with `profile` has no `y`.",
  "A sample gives both `crossSectionPb` and `sumOfWeights`, or neither; `filterEfficiency` and `kFactor` only with them; a data sample none of the four, nor `scale`. `luminosityInvFb` of a group or a sample only in a group of data.",
  "A file stands once in a sample, since its events would count twice, unless `allowRepeatedFiles` says that it may.",
  ...variationRules,
  modelRule,
  `At most ${specLimits.files} files, ${specLimits.collections} collections and ${specLimits.corrections} corrections in all.`,
  `The numbers of a sample are at most ${specLimits.sumsPerDelta}: 3 for each line of the cutflow and of each region, and 3 · (bins + 2) for each histogram in each of its regions (categories: + 1; with two axes the product of both; a profile has 5 in place of 3), and the same once more for each alternative of \`weight\` or \`columns\`; with the alternatives of \`norm\` and \`sample\`, and times the number of samples, at most ${specLimits.sumsInLedger}. More than ${specLimits.sumsPerMessage} cross the broker in several messages.`,
  `Everything that travels with a work item (tree, unit, collections, corrections, define, weights, cuts, regions, histograms) is at most ${specLimits.recipeCharacters} characters of JSON.`,
];

/** Every broken rule between fields, in the order of the document. */
export function crossFieldProblems(spec: unknown): CrossFieldProblem[] {
  if (fieldsIn(spec) === undefined) return [];
  const size = sizeOf(spec);
  // Making an axis takes time.
  const makesAxes = size.sums <= specLimits.sumsPerDelta;
  return [
    ...collectionProblems(spec),
    ...duplicates(listIn(spec, "define"), "definition", (i) => ["define", i, "name"], collectionNames(spec)),
    ...correctionProblems(spec),
    ...cutProblems(spec),
    ...regionProblems(spec),
    ...duplicates(listIn(spec, "histograms"), "histogram", (i) => ["histograms", i, "name"]),
    ...listIn(spec, "histograms").flatMap((histogram, i): CrossFieldProblem[] =>
      fieldsIn(histogram)?.["profile"] === undefined || fieldsIn(histogram)?.["y"] === undefined
        ? []
        : [{ path: ["histograms", i, "profile"], message: "a profile has one axis; leave out either y or profile" }],
    ),
    // What is beyond the allowed number of histograms is refused anyway.
    ...listIn(spec, "histograms")
      .slice(0, specLimits.histograms)
      .flatMap((histogram, i) => axesProblems(histogram, ["histograms", i], makesAxes)),
    ...duplicates(listIn(spec, "groups"), "group", (i) => ["groups", i, "name"]),
    ...listIn(spec, "groups").flatMap((group, g) => groupProblems(group, g)),
    ...sampleNameProblems(spec),
    ...variationProblems(spec),
    ...modelProblems(spec),
    ...sizeProblems(size),
  ];
}

function collectionNames(spec: unknown): Map<string, string> {
  const names = Object.keys(fieldsIn(fieldsIn(spec)?.["collections"]) ?? {});
  return new Map(names.map((name) => [name, `collections.${name}`]));
}

function collectionProblems(spec: unknown): CrossFieldProblem[] {
  const problems: CrossFieldProblem[] = [];
  const collections = fieldsIn(fieldsIn(spec)?.["collections"]) ?? {};
  for (const [name, value] of Object.entries(collections)) {
    const collection = fieldsIn(value);
    if (collection === undefined) continue;
    problems.push(...fieldProblems(Object.keys(collection), ["collections", name]));
  }
  const count = Object.keys(collections).length;
  if (count > specLimits.collections)
    problems.push({
      path: ["collections"],
      message: `expected at most ${specLimits.collections} collections, found ${count}`,
    });
  return problems;
}

function correctionProblems(spec: unknown): CrossFieldProblem[] {
  const count = Object.keys(fieldsIn(fieldsIn(spec)?.["corrections"]) ?? {}).length;
  if (count <= specLimits.corrections) return [];
  return [{ path: ["corrections"], message: `expected at most ${specLimits.corrections} corrections, found ${count}` }];
}

const fieldName = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

function fieldProblems(fields: readonly string[], path: (string | number)[]): CrossFieldProblem[] {
  const names = fields
    .filter((field) => !fieldName.test(field))
    .slice(0, 50)
    .map((field) => ({
      path: [...path, field],
      message: "the name of a field starts with a letter and has only letters, digits and _ (at most 64)",
    }));
  const polar = ["pt", "eta", "phi"].every((field) => fields.includes(field));
  const ends = ["energy", "mass"].filter((field) => fields.includes(field));
  const isPolar = polar && !["px", "py", "pz"].some((field) => fields.includes(field));
  if (isPolar && ends.length !== 1)
    return [
      ...names,
      { path, message: `expected exactly one of energy and mass, found ${ends.length === 0 ? "neither" : "both"}` },
    ];
  const problem = collectionProblem(fields);
  return problem === undefined ? names : [...names, { path, message: `a collection ${problem}` }];
}

function cutProblems(spec: unknown): CrossFieldProblem[] {
  const cuts = listIn(spec, "cuts");
  const taken = new Map([["all", "the cutflow's line before the first cut"]]);
  return duplicates(cuts, "cut", (i) => ["cuts", i, "name"], taken);
}

function regionProblems(spec: unknown): CrossFieldProblem[] {
  const regions = listIn(spec, "regions");
  const taken = new Map([[inclusiveRegion, "all events that pass the cuts"]]);
  const known = [inclusiveRegion, ...regions.flatMap((region) => textIn(region, "name") ?? [])];
  const named = listIn(spec, "histograms").flatMap((histogram, h) => {
    const wanted = listIn(histogram, "regions").slice(0, specLimits.regions + 1);
    return wanted.flatMap((name, r): CrossFieldProblem[] => {
      const path = ["histograms", h, "regions", r];
      if (typeof name !== "string") return [];
      if (wanted.indexOf(name) < r) return [{ path, message: `"${name}" is named twice` }];
      if (known.includes(name)) return [];
      return [{ path, message: `there is no region "${name.slice(0, 64)}"; there are: ${known.join(", ")}` }];
    });
  });
  return [
    ...duplicates(regions, "region", (i) => ["regions", i, "name"], taken),
    // A region's own line and its cuts stand below each other.
    ...regions.flatMap((region, r) =>
      duplicates(
        listIn(region, "cuts"),
        "cut",
        (i) => ["regions", r, "cuts", i, "name"],
        new Map([[textIn(region, "name") ?? "", "the region's own line"]]),
      ),
    ),
    ...named,
  ];
}

/** Names that are already taken, each with the path of the one that came first. */
function duplicates(
  items: readonly unknown[],
  kind: string,
  pathOf: (index: number) => (string | number)[],
  taken: ReadonlyMap<string, string> = new Map(),
): CrossFieldProblem[] {
  const problems: CrossFieldProblem[] = [];
  const seen = new Map(taken);
  for (const [index, item] of items.entries()) {
    const name = textIn(item, "name");
    if (name === undefined) continue;
    const path = pathOf(index);
    const first = seen.get(name);
    if (first !== undefined)
      problems.push({ path, message: `${kind} "${name}": this name is taken by ${first}; names must differ` });
    else seen.set(name, formatPath(path));
  }
  return problems;
}

function sampleNameProblems(spec: unknown): CrossFieldProblem[] {
  const samples = listIn(spec, "groups").flatMap((group, g) =>
    listIn(group, "samples").map((sample, s) => ({ sample, g, s })),
  );
  return duplicates(
    samples.map(({ sample }) => sample),
    "sample",
    (i) => ["groups", samples[i]?.g ?? 0, "samples", samples[i]?.s ?? 0, "name"],
  );
}

function groupProblems(group: unknown, g: number): CrossFieldProblem[] {
  const isData = textIn(group, "kind") === "data";
  const ofGroup = isData ? [] : luminosityProblems(fieldsIn(group) ?? {}, ["groups", g]);
  const ofSamples = listIn(group, "samples").flatMap((value, s) => {
    const sample = fieldsIn(value);
    if (sample === undefined) return [];
    const path = ["groups", g, "samples", s];
    return [
      ...(isData
        ? dataProblems(sample, path)
        : [...normalisationProblems(sample, path), ...luminosityProblems(sample, path)]),
      ...repeatedFiles(sample, path),
    ];
  });
  return [...ofGroup, ...ofSamples];
}

function luminosityProblems(of: Fields, path: (string | number)[]): CrossFieldProblem[] {
  if (of["luminosityInvFb"] === undefined) return [];
  return [
    {
      path: [...path, "luminosityInvFb"],
      message:
        "only data have a luminosity of their own; simulation is scaled to the luminosityInvFb of the specification",
    },
  ];
}

function dataProblems(sample: Fields, path: (string | number)[]): CrossFieldProblem[] {
  const scaled = sample["scale"] === undefined ? [] : ["scale"];
  return [...normalisationFields(sample), ...scaled].map((field) => ({
    path: [...path, field],
    message: "a data sample is not scaled; leave this field out, or change the kind of the group",
  }));
}

function normalisationProblems(sample: Fields, path: (string | number)[]): CrossFieldProblem[] {
  const given = normalisationFields(sample);
  const missing = ["crossSectionPb", "sumOfWeights"].filter((field) => !given.includes(field));
  if (given.length === 0 || missing.length === 0) return [];
  return [
    {
      path,
      message: `${given.join(", ")} given without ${missing.join(" and ")}; give both crossSectionPb and sumOfWeights, or neither`,
    },
  ];
}

/** The fields of the normalisation that say something: a factor of 1 is what the default fills in. */
function normalisationFields(sample: Fields): string[] {
  return [
    ...["crossSectionPb", "sumOfWeights"].filter((field) => sample[field] !== undefined),
    ...["filterEfficiency", "kFactor"].filter((field) => sample[field] !== undefined && sample[field] !== 1),
  ];
}

function repeatedFiles(sample: Fields, path: (string | number)[]): CrossFieldProblem[] {
  const files = listIn(sample, "files");
  // The usual case first, as there may be very many.
  if (sample["allowRepeatedFiles"] === true || new Set(files).size === files.length) return [];
  const first = new Map<unknown, number>();
  const problems: CrossFieldProblem[] = [];
  for (const [index, file] of files.entries()) {
    const before = first.get(file);
    if (before === undefined) first.set(file, index);
    else
      problems.push({
        path: [...path, "files", index],
        message: `the same file as files[${before}]; its events would count twice (if that is meant: "allowRepeatedFiles": true)`,
      });
  }
  return problems;
}

function sizeProblems(size: SpecSize): CrossFieldProblem[] {
  const problems: CrossFieldProblem[] = [];
  const limit = (path: string[], found: number, most: number, what: string) => {
    if (found > most) problems.push({ path, message: `expected at most ${most} ${what}, found ${found}` });
  };
  limit(
    ["histograms"],
    size.sums,
    specLimits.sumsPerDelta,
    "numbers in all histograms and the cutflow (3 for each bin)",
  );
  if (problems.length === 0)
    limit(
      ["histograms"],
      (size.sums + size.derived) * size.samples,
      specLimits.sumsInLedger,
      `numbers over all ${size.samples} samples (3 for each bin)`,
    );
  limit(["groups"], size.files, specLimits.files, "files");
  limit(
    [],
    size.recipeCharacters,
    specLimits.recipeCharacters,
    "characters in define, cuts, weights, regions, histograms and collections together",
  );
  return problems;
}
