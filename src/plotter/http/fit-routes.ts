import { RecentValues } from "../../collections/recent-values.ts";
import { HttpProblemError } from "../../http/problem.ts";
import { problemSchema } from "../../protocol/documents/answer-documents.ts";
import type { AnalysisView } from "../../protocol/documents/analysis-view.ts";
import { fitDocumentSchema } from "../../protocol/documents/fit-document.ts";
import { blindNotes } from "../../results/blind-notes.ts";
import { checkResult } from "../../results/check-result.ts";
import { channelsOf } from "../../results/model-channels.ts";
import { toWorkspace } from "../../results/to-workspace.ts";
import { FitTimeoutError } from "../../statistics/workspace-error.ts";
import { answerTagged, largeJsonBytes, stateTag } from "./answer-json.ts";
import { findAnalysis, keptHistograms } from "./find-analysis.ts";
import { analysisId } from "./parameters.ts";
import type { PlotterAppDeps } from "./plotter-deps.ts";
import { json, type PlotterRoute } from "./route.ts";
import { SharedDocuments } from "./shared-documents.ts";

/** Fits that wait; who asks for one more is sent away. */
const mostWaiting = 16;

/** States without a fit of which the reason is kept. */
const mostRefused = 256;

/** The fit of an analysis as it stands, made elsewhere, one after the other, once for each state, be it that there is none. */
export function fitRoutes({ book, fit }: PlotterAppDeps): PlotterRoute[] {
  const documents = new SharedDocuments();
  const refusals = new RecentValues<{ reason?: string }>(mostRefused);
  let waiting = 0;
  return [
    {
      method: "GET",
      path: "/analyses/:id/fit",
      operationId: "getFit",
      tag: "analyses",
      summary: "Signal strength, significance and limit",
      description:
        "The fit of the statistical model that follows from the result as it stands, made as the field `model` of the specification says. Blinded bins are not in it.",
      parameters: [analysisId],
      answers: {
        200: json("The fit.", fitDocumentSchema),
        409: {
          description: "There is no statistical model of this result, or no answer.",
          content: { "application/problem+json": problemSchema },
        },
      },
      problems: [404, 503],
      tagged: true,
      handle: async (c) => {
        const analysis = await findAnalysis(book, analysisId.of(c));
        // Taken together: while it is fitted, the analysis may go on.
        const [tag, view] = [stateTag(analysis), analysis.view()];
        return answerTagged(c, tag, async () => {
          if (fit === undefined) throw unavailable("This server fits nothing; export the model, and use hzz fit.");
          const state = `${view.id} ${tag}`;
          const refusal = refusals.get(state, () => ({}));
          if (refusal.reason !== undefined) throw noModel(refusal.reason);
          // One that is there, or waits for another who asked, takes nobody's time.
          const isNew = !documents.has(state);
          if (isNew && waiting >= mostWaiting)
            throw unavailable("Many fits are waiting already. Try again in a moment.");
          if (isNew) waiting++;
          try {
            return await documents.get(state, () => fittedBytes(keptHistograms(view), fit));
          } catch (error) {
            // The machine may have had much to do: the next one who asks tries again.
            if (error instanceof FitTimeoutError) throw unavailable(`${error.message}.`);
            if (!(error instanceof Error) || !["StatisticsError", "WorkspaceError"].includes(error.name)) throw error;
            refusal.reason = `${error.message}.`;
            throw noModel(refusal.reason);
          } finally {
            if (isNew) waiting--;
          }
        });
      },
    },
  ];
}

async function fittedBytes(view: AnalysisView, fit: NonNullable<PlotterAppDeps["fit"]>) {
  const { id, status, missing } = view;
  const channels = channelsOf(view).map(({ key, axis, bins, blind }) => ({
    name: key,
    label: axis.label,
    unit: axis.unit,
    lower: bins.map((bin) => axis.edges[bin]!),
    upper: bins.map((bin) => axis.edges[bin + 1]!),
    ...(blind.length === 0 ? {} : { blind }),
  }));
  const report = await fit(toWorkspace(view, `analysis ${id}`));
  return await largeJsonBytes({
    id,
    status,
    incomplete: status !== "complete",
    missing: missing.length,
    channels,
    fit: { ...report, notes: [...blindNotes(view), ...(report.notes ?? [])] },
    doubts: checkResult(view).filter(({ histogram }) => channels.some(({ name }) => name === histogram)),
  });
}

function noModel(detail: string): HttpProblemError {
  return new HttpProblemError({ title: "No statistical model", status: 409, detail });
}

function unavailable(detail: string): HttpProblemError {
  return new HttpProblemError({ title: "No fit now", status: 503, detail, headers: { "retry-after": "5" } });
}
