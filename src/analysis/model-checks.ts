import { nearestNames } from "../errors/nearest-names.ts";
import { histogramKey } from "../histogram/histogram.ts";
import { fieldsIn, listIn, textIn } from "./loose-fields.ts";
import { inclusiveRegion, regionsOf } from "./region-names.ts";
import { specLimits } from "./spec-limits.ts";

interface Problem {
  readonly path: (string | number)[];
  readonly message: string;
}

/** To look for a name that is alike takes time; for the first ones, among so many, it is worth it. */
const mostSearches = 3;
const mostCompared = 500;

/** The rule of models in words, for the reference page. */
export const modelRule =
  "A model names only histograms of one axis of numbers, each once and where it is filled, and variations that there are; a blinded range belongs to one of these, its lower end first.";

/** What is wrong with the names and ranges of a model. Looks at a value that may still be wrong in single fields. */
export function modelProblems(spec: unknown): Problem[] {
  const model = fieldsIn(fieldsIn(spec)?.["model"]);
  if (model === undefined) return [];
  const keys = new Set(channelKeys(spec));
  const variations = new Set(listIn(spec, "variations").flatMap((one) => textIn(one, "name") ?? []));
  let searches = 0;
  const unknown = (name: unknown, known: ReadonlySet<string>, what: string, path: (string | number)[]): Problem[] => {
    if (typeof name !== "string" || known.has(name)) return [];
    const some = [...known].slice(0, mostCompared);
    const near = searches++ < mostSearches ? nearestNames(name, some) : [];
    const hint =
      near.length > 0 ? `nearest: ${near.join(", ")}` : `there are: ${some.slice(0, 20).join(", ") || "none"}`;
    return [{ path, message: `no ${what} "${name}"; ${hint}` }];
  };
  // What is beyond the allowed numbers is refused anyway.
  const channels = listIn(model, "channels").slice(0, specLimits.histograms);
  const blind = Object.entries(fieldsIn(model["blind"]) ?? {});
  const first = new Map(channels.map((name, i) => [name, i] as const).reverse());
  return [
    ...channels.flatMap((name, i) => unknown(name, keys, "histogram of one axis of numbers", ["model", "channels", i])),
    ...channels.flatMap((name, i) =>
      first.get(name)! < i
        ? [{ path: ["model", "channels", i], message: `the channel "${String(name)}" stands twice` }]
        : [],
    ),
    ...listIn(model, "variations")
      .slice(0, specLimits.variations)
      .flatMap((name, i) => unknown(name, variations, "variation", ["model", "variations", i])),
    ...blind.slice(0, specLimits.histograms).flatMap(([name, range]): Problem[] => {
      const path = ["model", "blind", name];
      const found = unknown(name, keys, "histogram of one axis of numbers", path);
      const [lower, upper] = Array.isArray(range) ? (range as unknown[]) : [];
      if (typeof lower === "number" && typeof upper === "number" && !(lower < upper))
        found.push({ path, message: `expected the lower end first, found ${lower}, ${upper}` });
      return found;
    }),
  ];
}

/** Keys of all histograms of one axis of numbers. */
function channelKeys(spec: unknown): string[] {
  const regions = listIn(spec, "regions").flatMap((region) => {
    const name = textIn(region, "name");
    return name === undefined ? [] : [{ name }];
  });
  return listIn(spec, "histograms").flatMap((histogram) => {
    const fields = fieldsIn(histogram);
    const name = textIn(histogram, "name");
    if (fields === undefined || name === undefined || fields["y"] !== undefined) return [];
    if (textIn(fields["axis"], "type") === "category") return [];
    const wanted = Array.isArray(fields["regions"]) ? (fields["regions"] as string[]) : undefined;
    return regionsOf({ regions: wanted }, { regions }).map((region) =>
      histogramKey(region === inclusiveRegion ? { name } : { name, region }),
    );
  });
}
