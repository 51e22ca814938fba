import { nearestNames } from "../../errors/nearest-names.ts";
import { histogramKey } from "../../histogram/histogram.ts";
import { HttpProblemError } from "../../http/problem.ts";
import { columnsSchema, cutflowSchema, readFilesSchema } from "../../protocol/documents/answer-documents.ts";
import type { AnalysisView, SumsView } from "../../protocol/documents/analysis-view.ts";
import { toJsonText } from "../../protocol/documents/json-text.ts";
import {
  toCutflowSums,
  toRegionHeads,
  toRegionSums,
  toStages,
  withoutSecrets,
} from "../../protocol/documents/to-analysis-document.ts";
import { uhiByGroupSchema, uhiByHistogramSchema } from "../../protocol/documents/uhi-documents.ts";
import { filesOf } from "../../results/provenance.ts";
import { uhiByGroup } from "../../results/uhi-document.ts";
import { answerTagged, largeJsonBytes, stateTag } from "./answer-json.ts";
import { findAnalysis, keptHistograms } from "./find-analysis.ts";
import { analysisId, pathParameter, withSamples } from "./parameters.ts";
import type { PlotterAppDeps } from "./plotter-deps.ts";
import { json, type PlotterRoute } from "./route.ts";
import { SharedDocuments } from "./shared-documents.ts";

/** Histograms, cutflow and files, for programs that work with them. */
export function resultRoutes(deps: PlotterAppDeps): PlotterRoute[] {
  const documents = new SharedDocuments();
  return [
    histogramsRoute(deps, documents),
    histogramRoute(deps),
    cutflowRoute(deps),
    columnsRoute(deps),
    filesRoute(deps, documents),
  ];
}

function histogramsRoute({ book }: PlotterAppDeps, documents: SharedDocuments): PlotterRoute {
  return {
    method: "GET",
    path: "/analyses/:id/histograms",
    operationId: "getHistograms",
    tag: "analyses",
    summary: "All histograms",
    parameters: [analysisId, withSamples],
    answers: { 200: json("In the UHI schema.", uhiByHistogramSchema) },
    problems: [400, 404, 503],
    tagged: true,
    handle: async (c) => {
      const samples = withSamples.of(c);
      const analysis = await findAnalysis(book, analysisId.of(c));
      const [tag, current] = [stateTag(analysis), analysis.view()];
      return answerTagged(c, tag, () =>
        documents.get(`${analysis.id} ${tag} ${String(samples)}`, () => {
          const view = keptHistograms(current);
          const names = view.histograms.map(histogramKey);
          return largeJsonBytes(Object.fromEntries(names.map((name) => [name, uhiByGroup(view, name, samples)])));
        }),
      );
    },
  };
}

const histogramName = pathParameter("name", "Key of the histogram: its name, in a region `<name>@<region>`.");

function histogramRoute({ book }: PlotterAppDeps): PlotterRoute {
  return {
    method: "GET",
    path: "/analyses/:id/histograms/:name",
    operationId: "getHistogram",
    tag: "analyses",
    summary: "One histogram",
    parameters: [analysisId, histogramName, withSamples],
    answers: { 200: json("In the UHI schema.", uhiByGroupSchema) },
    problems: [400, 404, 503],
    tagged: true,
    handle: async (c) => {
      const samples = withSamples.of(c);
      const analysis = await findAnalysis(book, analysisId.of(c));
      const view = keptHistograms(analysis.view());
      const wanted = histogramName.of(c);
      if (!view.histograms.some((histogram) => histogramKey(histogram) === wanted))
        throw unknownHistogram(view, wanted);
      return answerTagged(c, stateTag(analysis), () => toJsonText(uhiByGroup(view, wanted, samples)));
    },
  };
}

function columnsRoute({ book }: PlotterAppDeps): PlotterRoute {
  return {
    method: "GET",
    path: "/analyses/:id/columns",
    operationId: "getColumns",
    tag: "analyses",
    summary: "Branches that expressions may use",
    description: "As the processor saw them that read the first file. A server of its own reads no files.",
    parameters: [analysisId],
    answers: { 200: json("Without any, while that file is not read.", columnsSchema) },
    problems: [404, 503],
    tagged: true,
    handle: async (c) => {
      const analysis = await findAnalysis(book, analysisId.of(c));
      const { id, ledger } = analysis;
      const { columns: seen } = ledger;
      const file = seen === undefined ? null : withoutSecrets(ledger.view().spec.groups[0]?.samples[0]?.files[0] ?? "");
      const document = { id, file, entries: seen?.entries ?? 0, columns: seen?.columns ?? [] };
      return answerTagged(c, stateTag(analysis), () => toJsonText(document));
    },
  };
}

function cutflowRoute({ book }: PlotterAppDeps): PlotterRoute {
  return {
    method: "GET",
    path: "/analyses/:id/cutflow",
    operationId: "getCutflow",
    tag: "analyses",
    summary: "The cutflow",
    parameters: [analysisId],
    answers: { 200: json("Events after each cut.", cutflowSchema) },
    problems: [404, 503],
    tagged: true,
    handle: async (c) => {
      const analysis = await findAnalysis(book, analysisId.of(c));
      return answerTagged(c, stateTag(analysis), () => {
        const { spec, groups } = analysis.view();
        const lineOf = (of: SumsView & { name: string; label: string }) => ({
          name: of.name,
          label: of.label,
          ...toCutflowSums(of.cutflow),
          ...toRegionSums(of),
        });
        return toJsonText({
          stages: toStages(spec),
          ...toRegionHeads(spec),
          groups: groups.map((group) => ({
            ...lineOf(group),
            kind: group.kind,
            samples: group.samples.map(lineOf),
          })),
        });
      });
    },
  };
}

function filesRoute({ book }: PlotterAppDeps, documents: SharedDocuments): PlotterRoute {
  return {
    method: "GET",
    path: "/analyses/:id/files",
    operationId: "getFiles",
    tag: "analyses",
    summary: "Which files were read",
    description:
      "Of each file where it was read, and which one that was: mirrors may have different files of one name.",
    parameters: [analysisId],
    answers: { 200: json("The files.", readFilesSchema) },
    problems: [404, 503],
    tagged: true,
    handle: async (c) => {
      const analysis = await findAnalysis(book, analysisId.of(c));
      const [tag, view] = [stateTag(analysis), analysis.view()];
      return answerTagged(c, tag, () =>
        documents.get(`${analysis.id} ${tag} files`, () => largeJsonBytes({ id: view.id, files: filesOf(view) })),
      );
    },
  };
}

function unknownHistogram(view: AnalysisView, name: string): HttpProblemError {
  const names = view.histograms.map(histogramKey);
  const near = nearestNames(name, names);
  const hint = near.length > 0 ? `nearest names: ${near.join(", ")}` : `they are: ${names.slice(0, 30).join(", ")}`;
  return new HttpProblemError({
    title: "Unknown histogram",
    status: 404,
    detail: `The analysis ${view.id} has no histogram ${JSON.stringify(name.slice(0, 64))}; ${hint}.`,
  });
}
