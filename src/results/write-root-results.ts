import { setImmediate as nextTurn } from "node:timers/promises";
import type { ByteSink } from "../rootio/write/file-sink.ts";
import { createRootFile, type DirectoryWriter } from "../rootio/write/root-file-writer.ts";
import type { AnalysisView, SumsView } from "../protocol/documents/analysis-view.ts";
import { contentUuid } from "./content-uuid.ts";
import { cutflowHistogram } from "./cutflow-histogram.ts";
import { distinctNames } from "./distinct-names.ts";
import { provenanceOf } from "./provenance.ts";
import { rootTitle, wellFormed, withDrawnAxes, yTitle } from "./root-titles.ts";

export interface RootResultsOptions {
  /** Of this program. */
  readonly version: string;
}

/**
 * Writes a result as a ROOT file: a directory for each group with its histograms and cutflow, in it one for each sample with its own, and at
 * the top texts that say where it all comes from (see `provenanceOf`). The same view of the same analysis gives the same bytes, wherever it
 * is written: the file's date is that of the acceptance, its UUID follows from its content.
 *
 * Names are those of the specification. Where two meet in one directory, the first keeps its name and the other gets "_" behind it:
 * histograms come before samples, samples before cutflows; groups before texts.
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
  const provenance = provenanceOf(view, version);
  await using file = createRootFile(sink, {
    name: `${view.id}.root`,
    title: wellFormed(view.spec.title),
    compression: { level: 1 },
    uuid: contentUuid(view, provenance),
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
  readonly samples: ReadonlyMap<string, string>;
  readonly cutflows: ReadonlyMap<string, string>;
  readonly texts: ReadonlyMap<string, string>;
}

/** The same in every group and sample. */
function namesOf({ spec, histograms }: AnalysisView, texts: Iterable<string>): Names {
  const below = new Set(histograms.map(({ name }) => name));
  const top = new Set(spec.groups.map(({ name }) => name));
  return {
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
  { cutflows }: Names,
): Promise<void> {
  for (const histogram of of.histograms.values()) {
    const title = rootTitle(view, histogram.title === "" ? histogram.name : histogram.title, of);
    await folder.writeHistogram(withDrawnAxes(histogram), { title, yTitle: yTitle(histogram) });
  }
  const binLabels = of.cutflow.map(({ name }) => name);
  for (const [wanted, name] of cutflows) {
    const weighted = wanted === "cutflow";
    const what = weighted ? "Cutflow" : "Cutflow, unweighted";
    await folder.writeHistogram(cutflowHistogram(name, of.cutflow, weighted), {
      title: rootTitle(view, what, of),
      yTitle: "Events",
      binLabels,
    });
  }
}
