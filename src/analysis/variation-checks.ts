import { variationKinds } from "./alternatives.ts";
import { fieldsIn, listIn, textIn } from "./loose-fields.ts";
import { inclusiveRegion } from "./region-names.ts";
import { specLimits } from "./spec-limits.ts";

interface Problem {
  readonly path: (string | number)[];
  readonly message: string;
}

/** The rules of variations in words, for the reference page. */
export const variationRules: readonly string[] = [
  "A variation gives exactly one of `weight`, `columns`, `norm` and `sample`, with at least one alternative; `replaces` only with `weight`, and is a factor of `weights.factors` as written there; `data` only with `columns`; `groups` and `samples` not with `sample`.",
  'What `sample` replaces is a simulated sample of the specification, and what stands in its place a sample of the same group with `"nominal": false`. Each sample of that kind is named by a variation, and each group has another one.',
  "A variation names only groups, samples, histograms and regions that there are; names of alternatives, such as `eleSF_up`, are unique.",
];

/** What is wrong between the fields of variations, and with the names that they use. Looks at a value that may still be wrong in single fields. */
export function variationProblems(spec: unknown): Problem[] {
  const names = (field: string) => listIn(spec, field).flatMap((item) => textIn(item, "name") ?? []);
  const groups = listIn(spec, "groups");
  const known = {
    groups: names("groups"),
    samples: groups.flatMap((group) => listIn(group, "samples").flatMap((sample) => textIn(sample, "name") ?? [])),
    histograms: names("histograms"),
    regions: [inclusiveRegion, ...names("regions")],
  };
  const sets = Object.entries(known).map(([field, all]) => ({ field, all, set: new Set<unknown>(all) }));
  const samples = simulatedSamples(groups);
  const factors = listIn(fieldsIn(spec)?.["weights"], "factors");
  const seen = new Map<string, string>();
  // What is beyond the allowed number of variations is refused anyway.
  const variations = listIn(spec, "variations").slice(0, specLimits.variations);
  const problems = variations.flatMap((value, v): Problem[] => {
    const fields = fieldsIn(value);
    if (fields === undefined) return [];
    const path = ["variations", v];
    return [
      ...kindProblems(fields, path, factors),
      ...sets.flatMap((one) => unknownNames(listIn(value, one.field), one, path)),
      ...takenNames(fields, path, seen),
      ...replacementProblems(fields, path, samples),
    ];
  });
  if (seen.size > specLimits.alternatives)
    problems.push({
      path: ["variations"],
      message: `expected at most ${specLimits.alternatives} alternatives in all, found ${seen.size}`,
    });
  return [...problems, ...nominalProblems(spec, groups)];
}

type Fields = Readonly<Record<string, unknown>>;
type Path = (string | number)[];

function kindProblems(fields: Fields, path: Path, factors: readonly unknown[]): Problem[] {
  const problems: Problem[] = [];
  const given = variationKinds.filter((kind) => fields[kind] !== undefined);
  if (given.length !== 1) {
    const found = given.length === 0 ? "none" : given.join(" and ");
    problems.push({ path, message: `expected exactly one of weight, columns, norm and sample, found ${found}` });
  }
  for (const kind of given)
    if (Object.keys(fieldsIn(fields[kind]) ?? { any: 1 }).length === 0)
      problems.push({
        path: [...path, kind],
        message: 'expected at least one alternative, such as { "up": …, "down": … }',
      });
  const { replaces } = fields;
  if (replaces !== undefined && fields["weight"] === undefined)
    problems.push({ path: [...path, "replaces"], message: "says which factor a weight replaces; give weight" });
  else if (typeof replaces === "string" && !factors.includes(replaces))
    problems.push({
      path: [...path, "replaces"],
      message: `is no factor of weights.factors; there are: ${factors.map((factor) => JSON.stringify(factor)).join(", ") || "none"}`,
    });
  if (fields["data"] !== undefined && fields["columns"] === undefined)
    problems.push({ path: [...path, "data"], message: "only columns can be varied in data" });
  for (const field of fields["sample"] === undefined ? [] : ["groups", "samples"])
    if (fields[field] !== undefined)
      problems.push({ path: [...path, field], message: "not with sample, which names its samples itself" });
  return problems;
}

/** For each simulated sample that counts in its group, the samples of that group that do not. */
function simulatedSamples(groups: readonly unknown[]): Map<string, ReadonlySet<string>> {
  return new Map(
    groups.flatMap((group) => {
      if (textIn(group, "kind") === "data") return [];
      const others = new Set(samplesIn(group, false));
      return samplesIn(group, true).map((name) => [name, others] as const);
    }),
  );
}

/** Samples that stand in place of others. */
function replacementProblems(fields: Fields, path: Path, samples: ReadonlyMap<string, ReadonlySet<string>>): Problem[] {
  const pairs = Object.entries(fieldsIn(fields["sample"]) ?? {}).flatMap(([key, value]) =>
    Object.entries(fieldsIn(value) ?? {}).map(([before, after]) => ({ key, before, after })),
  );
  return pairs.slice(0, specLimits.samples).flatMap(({ key, before, after }): Problem[] => {
    const at = [...path, "sample", key, before];
    const others = samples.get(before);
    if (others === undefined)
      return [{ path: at, message: "there is no simulated sample of that name that counts in its group" }];
    if (typeof after !== "string" || others.has(after)) return [];
    const there = `there are: ${[...others].slice(0, 20).join(", ") || "none"}`;
    return [{ path: at, message: `"${after}" is no sample of the same group with "nominal": false; ${there}` }];
  });
}

/** Each sample that does not count has a variation that asks for it, so that none is read for nothing, or left out unseen. */
function nominalProblems(spec: unknown, groups: readonly unknown[]): Problem[] {
  const asked = new Set(
    listIn(spec, "variations").flatMap((variation) =>
      Object.values(fieldsIn(fieldsIn(variation)?.["sample"]) ?? {}).flatMap((pairs) =>
        Object.values(fieldsIn(pairs) ?? {}),
      ),
    ),
  );
  return groups.flatMap((group, g) => {
    const samples = listIn(group, "samples");
    const idle = samples.flatMap((sample, s): Problem[] =>
      isNominal(sample) || asked.has(textIn(sample, "name"))
        ? []
        : [{ path: ["groups", g, "samples", s, "nominal"], message: "no variation has it in place of another sample" }],
    );
    if (samples.length === 0 || samples.some(isNominal)) return idle;
    return [
      ...idle,
      { path: ["groups", g, "samples"], message: "expected a sample that counts (without nominal: false)" },
    ];
  });
}

function samplesIn(group: unknown, nominal: boolean): string[] {
  return listIn(group, "samples").flatMap((sample) =>
    isNominal(sample) === nominal ? (textIn(sample, "name") ?? []) : [],
  );
}

function isNominal(sample: unknown): boolean {
  return fieldsIn(sample)?.["nominal"] !== false;
}

interface KnownNames {
  readonly field: string;
  readonly all: readonly string[];
  readonly set: ReadonlySet<unknown>;
}

function unknownNames(wanted: readonly unknown[], { field, all, set }: KnownNames, path: Path): Problem[] {
  return wanted.slice(0, specLimits.samples).flatMap((name, i) =>
    typeof name !== "string" || set.has(name)
      ? []
      : [
          {
            path: [...path, field, i],
            message: `there is none of that name; there are: ${all.slice(0, 20).join(", ")}${all.length > 20 ? ", …" : ""}`,
          },
        ],
  );
}

function takenNames(fields: Fields, path: Path, seen: Map<string, string>): Problem[] {
  // Of two kinds, which are refused elsewhere, each name once.
  const alternatives = new Set(variationKinds.flatMap((kind) => Object.keys(fieldsIn(fields[kind]) ?? {})));
  return [...alternatives].flatMap((key) => {
    const name = `${String(fields["name"])}_${key}`;
    const first = seen.get(name);
    const at = `${path.join("[")}]`;
    seen.set(name, first ?? at);
    return first === undefined
      ? []
      : [
          {
            path: [...path, "name"],
            message: `its alternative "${name}" is called like one of ${first}; names must differ`,
          },
        ];
  });
}
