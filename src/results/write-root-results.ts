import { nextTurn } from "#runtime/next-turn";
import { alternativesOf } from "../analysis/alternatives.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { createRegularAxis } from "../histogram/axis.ts";
import { createHistogram, type Histogram, type HistogramName, titleWithRegion } from "../histogram/histogram.ts";
import type { ByteSink } from "../rootio/write/byte-sink.ts";
import { createRootFile, type DirectoryWriter } from "../rootio/write/root-file-writer.ts";
import type { AnalysisView, CutflowStage, SumsView } from "../protocol/documents/analysis-view.ts";
import { distinctNames } from "./distinct-names.ts";
import { provenanceOf } from "./provenance.ts";
import { contentTitle, rootTitle, wellFormed, withDrawnAxes } from "./root-titles.ts";
import { sha256 } from "./sha256.ts";

export interface RootResultsOptions {
  /** Of this program. */
  readonly version: string;
}

/**
 * Writes a result as a ROOT file: a directory for each group with its histograms and cutflow, in it one for each sample with its own, and at
 * the top texts that say where it all comes from (see `provenanceOf`). The same view of the same analysis gives the same bytes, wherever it
 * is written: the file's date is that of the acceptance, its UUID follows from its content.
 *
 * A region has a directory of its own in that of its group or sample, with the histograms in it and the whole of its cutflow.
 *
 * Names are those of the specification. Where two meet in one directory, the first keeps its name and the other gets "_" behind it:
 * histograms come before regions, regions before samples, samples before cutflows; groups before texts.
 *
 * @param sink is completed; if anything fails it is discarded.
 * @throws {NonFiniteSumError} if a sum is beyond the largest float64 number.
 * @throws {OutputFailedError} if the sink failed.
 */
export async function writeRootResults(
  view: AnalysisView,
  sink: ByteSink,
  { version }: RootResultsOptions,
): Promise<void> {
  const provenance = await provenanceOf(view, version);
  await using file = createRootFile(sink, {
    name: `${view.id}.root`,
    title: wellFormed(view.spec.title),
    compression: { level: 1 },
    uuid: await contentUuid(view, provenance),
    date: new Date(view.acceptedAt),
  });
  const names = namesOf(view, provenance.keys());
  for (const group of view.groups) {
    const folder = file.root.directory(group.name, wellFormed(group.label));
    await writeSums(view, group, folder, names);
    for (const sample of group.samples) {
      await writeSums(view, sample, folder.directory(names.samples.get(sample.name)!, wellFormed(sample.label)), names);
      // There may be very many, and others want to be answered meanwhile.
      await nextTurn();
    }
  }
  for (const [name, text] of provenance) await file.root.writeText(names.texts.get(name)!, text);
  await file.close();
}

interface Names {
  readonly regions: ReadonlyMap<string, string>;
  readonly samples: ReadonlyMap<string, string>;
  readonly variations: ReadonlyMap<string, string>;
  readonly cutflows: ReadonlyMap<string, string>;
  readonly texts: ReadonlyMap<string, string>;
}

/** The same in every group and sample. */
export function namesOf(
  { spec, histograms }: { readonly spec: AnalysisSpec; readonly histograms: readonly HistogramName[] },
  texts: Iterable<string>,
): Names {
  const below = new Set(histograms.map(({ name }) => name));
  const top = new Set(spec.groups.map(({ name }) => name));
  return {
    regions: distinctNames(
      (spec.regions ?? []).map(({ name }) => name),
      below,
    ),
    variations: distinctNames(
      alternativesOf(spec.variations).map(({ name }) => name),
      below,
    ),
    samples: distinctNames(
      spec.groups.flatMap((group) => group.samples.map(({ name }) => name)),
      below,
    ),
    cutflows: distinctNames(["cutflow", "cutflow_unweighted"], below),
    texts: distinctNames([...texts], top),
  };
}

async function writeSums(
  view: AnalysisView,
  of: SumsView & { readonly label: string },
  folder: DirectoryWriter,
  { regions, variations, cutflows }: Names,
): Promise<void> {
  const inRegion = (region: string) => {
    const label = view.spec.regions?.find(({ name }) => name === region)?.label ?? region;
    return folder.directory(regions.get(region)!, wellFormed(label));
  };
  for (const histogram of of.histograms.values()) {
    const nominal = histogram.region === undefined ? folder : inRegion(histogram.region);
    const { variation } = histogram;
    const place = variation === undefined ? nominal : nominal.directory(variations.get(variation)!, variation);
    const title = rootTitle(view, titleWithRegion(histogram), of);
    await place.writeHistogram(withDrawnAxes(histogram), { title, contentTitle: contentTitle(histogram) });
  }
  await writeCutflows(folder, of.cutflow, (what) => rootTitle(view, what, of), cutflows);
  for (const { name, cutflow } of of.alternatives ?? [])
    await writeCutflows(
      folder.directory(variations.get(name)!, name),
      cutflow,
      (what) => rootTitle(view, `${what}, ${name}`, of),
      cutflows,
    );
  for (const { name, cutflow } of of.regions)
    await writeCutflows(
      inRegion(name),
      [...of.cutflow, ...cutflow],
      (what) => rootTitle(view, `${what}, ${name}`, of),
      cutflows,
    );
}

/** @param names of the weighted and of the unweighted one */
async function writeCutflows(
  folder: DirectoryWriter,
  stages: readonly CutflowStage[],
  titleOf: (what: string) => string,
  names: ReadonlyMap<string, string>,
): Promise<void> {
  const binLabels = stages.map(({ name }) => name);
  for (const [wanted, name] of names) {
    const weighted = wanted === "cutflow";
    await folder.writeHistogram(cutflowHistogram(name, stages, weighted), {
      title: titleOf(weighted ? "Cutflow" : "Cutflow, unweighted"),
      contentTitle: "Events",
      binLabels,
    });
  }
}

/**
 * A cutflow as a histogram: a bin for each stage, from 0 to their number, with nothing in the flow bins.
 *
 * @param weighted false: events are counted, and the error is that of a count
 */
function cutflowHistogram(name: string, stages: readonly CutflowStage[], weighted: boolean): Histogram {
  const bins = (of: (stage: CutflowStage) => number) => Float64Array.of(0, ...stages.map(of), 0);
  const entries = bins((stage) => stage.entries);
  return createHistogram({
    name,
    title: "",
    axes: [createRegularAxis({ bins: stages.length, lower: 0, upper: stages.length, label: "Cut" })],
    entries,
    sumw: weighted ? bins((stage) => stage.sumw) : entries,
    sumw2: weighted ? bins((stage) => stage.sumw2) : entries,
  });
}

/** A UUID that follows from everything a result holds (version 8 of RFC 9562): the same content, the same UUID. */
async function contentUuid(view: AnalysisView, provenance: ReadonlyMap<string, string>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [new TextEncoder().encode(JSON.stringify([...provenance]))];
  for (const group of view.groups) for (const sums of [group, ...group.samples]) parts.push(...bytesOfSums(sums));
  const uuid = (await sha256(joined(parts))).slice(0, 16);
  uuid[6] = (uuid[6]! & 0x0f) | 0x80;
  uuid[8] = (uuid[8]! & 0x3f) | 0x80;
  return uuid;
}

/** Numbers as big-endian float64. */
function bytesOfSums({ cutflow, regions, histograms }: SumsView): Uint8Array[] {
  const numbers = [
    ...[cutflow, ...regions.map((region) => region.cutflow)].map((stages) =>
      stages.flatMap(({ entries, sumw, sumw2 }) => [entries, sumw, sumw2]),
    ),
    ...[...histograms.values()].flatMap(({ entries, sumw, sumw2, profile }) => [
      ...[entries, sumw, sumw2],
      ...(profile === undefined ? [] : [profile.sumwy, profile.sumwy2]),
    ]),
  ];
  return numbers.map((part: ArrayLike<number>) => {
    const bytes = new DataView(new ArrayBuffer(8 * part.length));
    for (let i = 0; i < part.length; i++) bytes.setFloat64(8 * i, part[i]!);
    return new Uint8Array(bytes.buffer);
  });
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
