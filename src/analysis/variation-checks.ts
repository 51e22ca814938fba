import { fieldsIn, listIn, textIn } from "./loose-fields.ts";
import { inclusiveRegion } from "./region-names.ts";
import { specLimits } from "./spec-limits.ts";

interface Problem {
  readonly path: (string | number)[];
  readonly message: string;
}

/** The rules of variations in words, for the reference page. */
export const variationRules: readonly string[] = [
  "A variation gives exactly one of `weight` and `columns`, with at least one alternative; `replaces` only with `weight`, and is a factor of `weights.factors` as written there; `data` only with `columns`.",
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
  const factors = listIn(fieldsIn(spec)?.["weights"], "factors");
  const seen = new Map<string, string>();
  const problems = listIn(spec, "variations").flatMap((value, v): Problem[] => {
    const fields = fieldsIn(value);
    if (fields === undefined) return [];
    const path = ["variations", v];
    return [
      ...kindProblems(fields, path, factors),
      ...Object.entries(known).flatMap(([field, all]) => unknownNames(listIn(value, field), all, field, path)),
      ...takenNames(fields, path, seen),
    ];
  });
  if (seen.size > specLimits.alternatives)
    problems.push({
      path: ["variations"],
      message: `expected at most ${specLimits.alternatives} alternatives in all, found ${seen.size}`,
    });
  return problems;
}

type Fields = Readonly<Record<string, unknown>>;
type Path = (string | number)[];

function kindProblems(fields: Fields, path: Path, factors: readonly unknown[]): Problem[] {
  const problems: Problem[] = [];
  const given = ["weight", "columns"].filter((kind) => fields[kind] !== undefined);
  if (given.length !== 1)
    problems.push({
      path,
      message: `expected exactly one of weight and columns, found ${given.length === 0 ? "neither" : "both"}`,
    });
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
  return problems;
}

function unknownNames(wanted: readonly unknown[], all: readonly string[], field: string, path: Path): Problem[] {
  return wanted.slice(0, specLimits.samples).flatMap((name, i) =>
    typeof name !== "string" || all.includes(name)
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
  const alternatives = Object.keys(fieldsIn(fields["weight"]) ?? fieldsIn(fields["columns"]) ?? {});
  return alternatives.flatMap((key) => {
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
