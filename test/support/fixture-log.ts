import { layoutOf } from "../../src/analysis/layout.ts";
import { analysisSpecSchema, type AnalysisSpec } from "../../src/analysis/spec.ts";
import type {
  Accepted,
  Cancelled,
  Failure,
  FileFailed,
  FilePlanned,
  PartitionDone,
  PartitionFailed,
} from "../../src/protocol/log-event.ts";
import type { AnalysisView } from "../../src/protocol/documents/analysis-view.ts";
import type { FileIdentity, Partition } from "../../src/protocol/work-item.ts";

/** Invented log events of a small analysis: two groups, three samples, four files. */

export const analysis = "toy-1";

export const spec: AnalysisSpec = analysisSpecSchema.parse({
  title: "Toy",
  release: { label: "Toy data" },
  luminosityInvFb: 10,
  tree: "mini",
  energyUnit: "GeV",
  weights: { factors: ["w"] },
  cuts: [{ name: "charge", expression: "q == 0" }],
  histograms: [
    { name: "m", title: "Mass", expression: "m", axis: { type: "regular", bins: 3, lower: 0, upper: 3, unit: "GeV" } },
    { name: "n", expression: "n", axis: { type: "variable", edges: [0, 1, 10] } },
  ],
  groups: [
    {
      name: "data",
      label: "Data",
      color: "#000000",
      kind: "data",
      samples: [{ name: "run1", label: "Run 1", files: ["a.root", "b.root"] }],
    },
    {
      name: "zz",
      label: "ZZ*",
      color: "#ff0000",
      kind: "background",
      samples: [
        { name: "llll", files: ["c.root"] },
        { name: "eell", files: ["d.root"] },
      ],
    },
  ],
});

export const layout = layoutOf(spec);

/** For a book of analyses whose names are invented, and do not follow from their specifications. */
export const inventedIds = { checkId: () => Promise.resolve() } as const;

const base = { version: 1, analysis } as const;

export function accepted(of: AnalysisSpec = spec, run = 1, at = `2026-01-02T03:04:0${run}Z`): Accepted {
  return { ...base, kind: "accepted", spec: of, at, run };
}

/** @param entries of the tree; other identities have another `uuid` */
export function identityOf(entries: number, uuid = "uuid-1"): FileIdentity {
  return { uuid, size: 1000 + entries, entries };
}

/** @param uuid left out: each file has its own */
export function planned(
  sample: string,
  file: number,
  edges: readonly number[],
  uuid = `uuid-${sample}-${file}`,
): FilePlanned {
  const identity = identityOf(edges.at(-1)!, uuid);
  return { ...base, kind: "file-planned", sample, file, source: `mirror/${sample}/${file}`, identity, edges };
}

export function partitionOf(edges: readonly number[], index: number): Partition {
  return { index, count: Math.max(1, edges.length - 1), entryStart: edges[index]!, entryStop: edges[index + 1] ?? 0 };
}

/** @param sums as long as the layout; left out: every number is the index of the partition plus one */
export function done(
  plan: FilePlanned,
  index: number,
  sums = new Float64Array(layout.length).fill(index + 1),
): PartitionDone {
  const partition = partitionOf(plan.edges, index);
  const { sample, file, source, identity } = plan;
  const stats = { requests: 1, bytes: 100, milliseconds: 1.5 };
  const seen = partition.entryStop - partition.entryStart;
  const kind = "partition-done";
  return { ...base, kind, sample, file, source, identity, partition, seen, layout: layout.fingerprint, sums, stats };
}

export function failureOf(message = "no answer", attempts = 3): Failure {
  return { name: "SourceUnavailableError", message, retry: "later", attempts };
}

export function partitionFailed(plan: FilePlanned, index: number, failure = failureOf(), run = 1): PartitionFailed {
  const partition = partitionOf(plan.edges, index);
  const { sample, file, identity } = plan;
  return { ...base, kind: "partition-failed", run, sample, file, identity, partition, failure };
}

export function fileFailed(sample: string, file: number, failure = failureOf(), run = 1): FileFailed {
  return { ...base, kind: "file-failed", run, sample, file, failure };
}

export function cancelledIn(run: number): Cancelled {
  return { ...base, kind: "cancelled", at: "2026-01-02T03:05:00Z", run };
}

export const cancelled = cancelledIn(1);

/**
 * A view as plain data, so that views of two ledgers can be compared (an axis holds a function).
 *
 * @param identities false: without those of the files, which do not cross HTTP
 */
export function plainView(view: AnalysisView, options: { readonly identities?: boolean } = {}): unknown {
  return JSON.parse(viewText(view, options));
}

/** The same as a text. */
export function viewText(view: Omit<AnalysisView, "spec">, { identities = true } = {}): string {
  return JSON.stringify(view, (key, value: unknown) => {
    if (key === "identities" && !identities) return undefined;
    if (value instanceof Map) return Object.fromEntries(value) as unknown;
    return value instanceof Float64Array ? Array.from(value) : value;
  });
}

/** What processors append when every sample of a specification has one file of 100 entries in one partition. */
export function allDone(of: AnalysisSpec, sumsOf: (sample: string) => Float64Array<ArrayBuffer>) {
  const { fingerprint } = layoutOf(of);
  return of.groups.flatMap(({ samples }) =>
    samples.flatMap(({ name }) => {
      const plan = planned(name, 0, [0, 100], `uuid-${name}`);
      return [plan, { ...done(plan, 0, sumsOf(name)), layout: fingerprint }];
    }),
  );
}
