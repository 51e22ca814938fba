import { layoutOf } from "../analysis/layout.ts";
import { derivedHistograms } from "../analysis/derived-histograms.ts";
import { parseAcceptedSpec, parseJsonText } from "../analysis/parse-spec.ts";
import { histogramKey, nameOf, type HistogramName } from "../histogram/histogram.ts";
import { decodeText } from "../rootio/interpretation/decode-text.ts";
import { Members } from "../rootio/object-members.ts";
import type { RootFile } from "../rootio/root-file.ts";
import { histogramKeys, readHistogram, type RootHistogram } from "../rootio/root-histogram.ts";
import type { CheckedHistogram, CheckedResult } from "./check-result.ts";
import { createBinsCheck } from "./same-bins.ts";
import { namesOf } from "./write-root-results.ts";

/**
 * What `writeRootResults` wrote: the specification and the histograms of groups.
 *
 * @returns undefined if the file has no specification, so that others wrote it
 * @throws {SpecError | CorruptFileError} if something in it is not as it should be
 */
export async function readRootResults(
  file: RootFile,
): Promise<{ readonly result: CheckedResult; readonly status: string } | undefined> {
  const text = async (name: string): Promise<string | undefined> => {
    // Groups come first: a text that is called as one has "_" behind it.
    const entry = file.keys.find(({ path, key }) => key.className === "TNamed" && path.replace(/_+$/, "") === name);
    if (entry === undefined) return undefined;
    const where = { file: file.source.name, object: entry.path };
    const title = new Members(await file.readObject(entry.path, entry.key), "TNamed", where).text("fTitle");
    // Objects are read with a character for each byte.
    return decodeText(Uint8Array.from(title, (character) => character.charCodeAt(0)));
  };
  const written = await text("spec");
  if (written === undefined) return undefined;
  const spec = parseAcceptedSpec(parseJsonText(written, file.source.name), file.source.name);
  const { histograms: blocks } = layoutOf(spec);
  const histograms: HistogramName[] = [...blocks, ...derivedHistograms(spec.variations, blocks)].map(nameOf);
  const names = namesOf({ spec, histograms }, []);
  const keys = histogramKeys(file);
  const groups: CheckedResult["groups"][number][] = [];
  const sameBins = createBinsCheck(file.source.name);
  for (const { name, kind, samples } of spec.groups) {
    const found = new Map<string, CheckedHistogram>();
    for (const histogram of histograms) {
      const { region, variation } = histogram;
      const folders = [
        ...(region === undefined ? [] : [names.regions.get(region)!]),
        ...(variation === undefined ? [] : [names.variations.get(variation)!]),
      ];
      const path = [name, ...folders, histogram.name].join("/");
      const key = keys.get(path);
      if (key !== undefined)
        found.set(histogramKey(histogram), sameBins(binsOf(histogram, await readHistogram(file, path, key)), path));
    }
    groups.push({ name, kind, samples, histograms: found });
  }
  return { result: { spec, histograms, groups }, status: (await text("status")) ?? "unknown" };
}

/** The bins without flow, in the order of our histograms: ROOT has x fastest. */
function binsOf(name: HistogramName, { values, variances, profile, axes }: RootHistogram): CheckedHistogram {
  const [x, y] = axes;
  const cells = Array.from({ length: x!.bins }, (_, i) =>
    y === undefined ? [i + 1] : Array.from({ length: y.bins }, (__, j) => i + 1 + (j + 1) * (x!.bins + 2)),
  ).flat();
  const bins = (of: Float64Array) => Float64Array.from(cells, (cell) => of[cell]!);
  const sumw = bins(profile?.sumw ?? values);
  // A profile whose weights are all 1 has no Σw².
  const sumw2 = profile === undefined ? bins(variances) : profile.sumw2.length === 0 ? sumw : bins(profile.sumw2);
  return { ...name, values: () => sumw, variances: () => sumw2 };
}
