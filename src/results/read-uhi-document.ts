import type { VariationSpec } from "../analysis/spec-variation.ts";
import { createHistogram, histogramKey, type Histogram } from "../histogram/histogram.ts";
import { fromUhi, type UhiHistogram, type UhiMetadata } from "../histogram/uhi.ts";
import type { CheckedGroup, CheckedResult } from "./check-result.ts";
import { createBinsCheck } from "./same-bins.ts";

type Found = Omit<CheckedGroup, "histograms"> & { readonly histograms: Map<string, Histogram> };

/**
 * What `toUhiDocument` wrote, as far as it tells: the histograms of groups. Variations are put together from what those say of themselves;
 * which histograms a variation leaves out follows from where there is none of it.
 *
 * @returns undefined if it is no such document
 * @throws {InvalidUhiError | InvalidAxisError | IncompatibleAxisError} if a histogram is damaged
 */
export function readUhiDocument(
  written: unknown,
  file: string,
): { readonly result: CheckedResult; readonly status: string } | undefined {
  if (typeof written !== "object" || written === null) return undefined;
  const all = Object.values(written) as (Partial<UhiHistogram> | null)[];
  if (all.length === 0 || !all.every((one) => one?.uhi_schema !== undefined)) return undefined;
  const groups = new Map<string, Found>();
  const histograms = new Map<string, Histogram>();
  const alternatives: UhiMetadata[] = [];
  const sameBins = createBinsCheck(file);
  for (const one of all) {
    const { metadata, ...content } = fromUhi(withWeights(one!));
    const name = textOf(metadata["group"]);
    if (name === undefined) return undefined;
    if (metadata["sample"] !== undefined) continue;
    const histogram = createHistogram({
      name: textOf(metadata["name"]) ?? "",
      region: textOf(metadata["region"]),
      variation: textOf(metadata["variation"]),
      title: "",
      ...content,
      // Not looked at, and not in the document.
      entries: new Float64Array(content.sumw.length),
    });
    const kind = metadata["kind"] === "data" || metadata["kind"] === "signal" ? metadata["kind"] : "background";
    const group = groups.get(name) ?? { name, kind, samples: [{ name }], histograms: new Map<string, Histogram>() };
    groups.set(name, group);
    sameBins(histogram, `${histogramKey(histogram)}/${name}`);
    group.histograms.set(histogramKey(histogram), histogram);
    histograms.set(histogramKey(histogram), histogram);
    if (histogram.variation !== undefined) alternatives.push(metadata);
  }
  const spec = { variations: variationsOf(alternatives) };
  const status = textOf(fromUhi(withWeights(all[0]!)).metadata["status"]) ?? "unknown";
  return { result: { spec, groups: [...groups.values()], histograms: [...histograms.values()] }, status };
}

/** Of a profile the weights are looked at, as of any other histogram. */
function withWeights(one: Partial<UhiHistogram>): unknown {
  if (one.storage?.type !== "weighted_mean") return one;
  const { sum_of_weights: values, sum_of_weights_squared: variances } = one.storage;
  return { ...one, storage: { type: "weighted", values, variances } };
}

function variationsOf(alternatives: readonly UhiMetadata[]): VariationSpec[] {
  return [...new Set(alternatives.map(variationNameOf))].map((name) => {
    const found = alternatives.filter((metadata) => variationNameOf(metadata) === name);
    const distinct = (of: (metadata: UhiMetadata) => unknown) => [...new Set(found.map(of).map(String))];
    const names = distinct(({ variation }) => String(variation).slice(name.length + 1));
    const all = <T>(value: T) => Object.fromEntries(names.map((each) => [each, value]));
    const varied = found.filter((metadata) => metadata["varied"] !== false).map(({ group }) => String(group));
    const kind = found[0]!["variationKind"];
    return {
      name,
      groups: varied,
      histograms: distinct((metadata) => metadata["name"]),
      ...(kind === "norm"
        ? { norm: all(1) }
        : kind === "sample"
          ? { sample: all(Object.fromEntries(varied.map((group) => [group, group]))) }
          : { weight: all("1") }),
    };
  });
}

/** Earlier releases did not write it: then `eleSF` of `eleSF_up`. */
function variationNameOf({ variationName, variation }: UhiMetadata): string {
  return textOf(variationName) ?? String(variation).replace(/_[^_]*$/, "");
}

function textOf(value: UhiMetadata[string] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
