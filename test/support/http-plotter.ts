import type { AnalysisDocument, AnalysisSummary } from "../../src/protocol/documents/analysis-document.ts";
import type { AnalysisView } from "../../src/protocol/documents/analysis-view.ts";

/** What tests ask a plotter over HTTP. */

export async function postAnalysis(url: string, body: unknown): Promise<{ status: number; summary: AnalysisSummary }> {
  const response = await fetch(`${url}/analyses`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status !== 200 && response.status !== 202) throw new Error(`POST answered ${response.status}: ${text}`);
  return { status: response.status, summary: JSON.parse(text) as AnalysisSummary };
}

/** The document, or undefined while the plotter does not answer or does not know the analysis. */
export async function tryGetAnalysis(url: string, id: string): Promise<AnalysisDocument | undefined> {
  const response = await fetch(`${url}/analyses/${id}?samples=true`).catch(() => undefined);
  return response?.status === 200 ? ((await response.json()) as AnalysisDocument) : undefined;
}

/** Asks until the state is as wanted. @throws {Error} with the last state when the time is over */
export async function waitForState(
  url: string,
  id: string,
  isWanted: (document: AnalysisDocument) => boolean,
  longestMs = 60_000,
): Promise<AnalysisDocument> {
  const deadline = performance.now() + longestMs;
  for (;;) {
    const document = await tryGetAnalysis(url, id);
    if (document !== undefined && isWanted(document)) return document;
    if (performance.now() > deadline) {
      const { status, progress, missing } = document ?? {};
      throw new Error(`Not as wanted within ${longestMs} ms: ${JSON.stringify({ status, progress, missing })}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Every number of an analysis, the same for document and view if and only if all their bits are. */
export function numbersOfDocument({ head, groups }: AnalysisDocument): unknown {
  return groups.map((group) => ({
    name: group.name,
    cutflow: group.cutflow,
    histograms: head.histograms.map(({ name }) => group.histograms[name]),
    samples: group.samples.map(({ name, cutflow, histograms }) => ({
      name,
      cutflow,
      histograms: head.histograms.map((histogram) => histograms?.[histogram.name]),
    })),
  }));
}

export function numbersOfView({ groups, histograms }: AnalysisView): unknown {
  const sums = (part: Pick<AnalysisView["groups"][number], "name" | "cutflow" | "histograms">) => ({
    name: part.name,
    cutflow: {
      entries: part.cutflow.map((stage) => stage.entries),
      sumw: part.cutflow.map((stage) => stage.sumw),
      sumw2: part.cutflow.map((stage) => stage.sumw2),
    },
    histograms: histograms.map(({ name }) => {
      const found = part.histograms.get(name);
      if (found === undefined) return undefined;
      const { entries, sumw, sumw2 } = found;
      return { entries: [...entries], sumw: [...sumw], sumw2: [...sumw2] };
    }),
  });
  return groups.map((group) => ({ ...sums(group), samples: group.samples.map(sums) }));
}
