import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseSpec } from "../../src/analysis/parse-spec.ts";
import { toyAnalysis } from "../../src/analysis/presets/hzz-toy.ts";
import type { AnalysisSpec } from "../../src/analysis/spec.ts";
import { toyAddress } from "../../src/analysis/toy/toy-address.ts";
import { toyLabel } from "../../src/analysis/toy/toy-label.ts";
import { toyOptions } from "../../src/analysis/toy/toy-options.ts";
import { openFileSink } from "../../src/rootio/write/file-sink.ts";
import { createRootFile } from "../../src/rootio/write/root-file-writer.ts";
import { createToyCache } from "../../src/toy/toy-cache.ts";
import { runInProcess } from "../support/run-in-process.ts";
import { plannedToy, toyCacheOfTests } from "../support/toy-files.ts";
import { type FileServer, startFileServer } from "./file-server.ts";
import { type Expected, outcomeOfView } from "./expected.ts";

/** The analysis that every fault happens to, its files, and what comes out if nothing happens. */
export interface Workload extends AsyncDisposable {
  readonly spec: AnalysisSpec;
  /** Another analysis of the same files, with other bins and cuts. */
  readonly otherSpec: AnalysisSpec;
  /** The same with so many bins that each state that a plotter sends is large. */
  readonly fineSpec: AnalysisSpec;
  /** One with variations, whose sums take two messages for each partition. */
  readonly largeSpec: AnalysisSpec;
  readonly files: FileServer;
  /** A small file of a simulated sample, to be damaged. */
  readonly sampleFile: Uint8Array;
  expected(spec: AnalysisSpec): Promise<Expected>;
}

/** Of the toy: small files. */
const scale = 0.01;
/** How often the events of the large file are written: some 12 MB, of which a partition is about 8. */
const repeats = 4;
const largeSample = "Zee";
const readDelayMs = 60;

/**
 * Every second file is made where it is read; the others, and one of several partitions, come over HTTP and slowly.
 *
 * @param seeds files of each sample: twelve times as many in all
 * @param host address for the file server
 */
export async function makeWorkload(seeds: number, host: string): Promise<Workload> {
  const files = await startFileServer(host);
  const make = createToyCache(toyCacheOfTests());
  const ofSeeds = await Promise.all(
    Array.from({ length: seeds }, async (_, index) => {
      const options = toyOptions({ seed: index + 1, scale });
      const places = new Map<string, string>();
      for (const { samples } of toyAnalysis(options, (path) => path).groups)
        for (const { files: paths } of samples)
          for (const path of paths) {
            const address = toyAddress(path, options);
            const content = await readFile(await make(address));
            places.set(path, index % 2 === 1 ? address : files.serve(`/${index + 1}/${path}`, content));
          }
      return places;
    }),
  );
  const large = files.serve("/large.root", await readFile(await largeFile()));
  const input = toyAnalysis(toyOptions({ scale }), (path) => path);
  const groups = input.groups.map((group) => ({
    ...group,
    samples: group.samples.map((sample) => ({
      ...sample,
      files: [
        ...sample.files.flatMap((path) => ofSeeds.map((places) => places.get(path)!)),
        ...(sample.name === largeSample ? [large] : []),
      ],
    })),
  }));
  const spec = parseSpec({ ...input, groups });
  const withBins = (bins: number) => {
    const axis = { type: "regular", bins, lower: 0, upper: 500, label: "m4ℓ", unit: "GeV" } as const;
    return { ...input, groups, histograms: input.histograms.map((histogram) => ({ ...histogram, axis })) };
  };
  const otherSpec = parseSpec({ ...withBins(50), title: "Another one", cuts: [] });
  const fineSpec = parseSpec({ ...withBins(10_000), title: "One with many bins" });
  const scales = Array.from({ length: 10 }, (_, i) => ({
    name: `scale${i}`,
    weight: { up: `${1.01 + i / 100}`, down: `${0.99 - i / 100}` },
  }));
  const largeSpec = parseSpec({ ...withBins(1600), title: "One with many variations", variations: scales });
  const known = new Map<AnalysisSpec, Promise<Expected>>();
  return {
    spec,
    otherSpec,
    fineSpec,
    largeSpec,
    files,
    // No Buffer, whose slices share its memory.
    sampleFile: new Uint8Array(
      await readFile(await make(toyAddress(plannedToy("llll").path, toyOptions({ seed: seeds + 1, scale })))),
    ),
    expected: (of) => {
      const expected = known.get(of) ?? undisturbed(of);
      known.set(of, expected);
      return expected;
    },
    [Symbol.asyncDispose]: () => files[Symbol.asyncDispose](),
  };

  async function undisturbed(of: AnalysisSpec): Promise<Expected> {
    files.delayMs = 0;
    const { view } = await runInProcess(of, {});
    files.delayMs = readDelayMs;
    if (view.status !== "complete") throw new Error(`The undisturbed run is ${view.status}`);
    return { ...outcomeOfView(view), partitions: view.progress.partitions };
  }
}

/** Written once for all runs. */
async function largeFile(): Promise<string> {
  const folder = join(toyCacheOfTests().folder, "faults");
  const path = join(folder, "large.root");
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  await using file = createRootFile(await openFileSink(path), {
    name: "large.root",
    title: toyLabel,
    compression: { level: 0 },
  });
  const toy = plannedToy(largeSample);
  const tree = file.root.tree("mini", toyLabel, toy.branches);
  const all = [...toy.chunks()];
  for (let i = 0; i < repeats; i++) for (const { columns, length } of all) await tree.fill(columns, length);
  await tree.close();
  await file.close();
  return path;
}
