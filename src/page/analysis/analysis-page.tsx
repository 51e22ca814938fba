import { useMemo, useState } from "preact/hooks";
import { isToyLabel } from "../../analysis/toy/toy-label.ts";
import { readableLabel } from "../../plot/readable-label.ts";
import type { AnalysisDocument, AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { analysisPath } from "../api/requests.ts";
import { Heading } from "../frame/heading.tsx";
import { LabelText } from "../frame/label-text.tsx";
import { ProblemBox } from "../frame/problem-box.tsx";
import { lazily } from "../frame/lazily.tsx";
import { goTo } from "../frame/route.ts";
import { isOutOfReach } from "./out-of-reach.ts";
import { AnalysisHeader } from "./analysis-header.tsx";
import { ConnectionLine } from "./connection-line.tsx";
import { Histograms } from "./histograms.tsx";
import { ProgressPanel } from "./progress-panel.tsx";
import { useLiveAnalysis } from "./use-live-analysis.ts";
import { shownOf } from "./view/shown-of.ts";
import { useView } from "./view/use-view.ts";

const ChangeForm = lazily(async () => (await import("./after-the-plot.ts")).ChangeForm);
const FitDetails = lazily(async () => (await import("./after-the-plot.ts")).FitDetails);
const OfflineOffer = lazily(async () => (await import("./after-the-plot.ts")).OfflineOffer);
const ToyNotice = lazily(async () => (await import("./after-the-plot.ts")).ToyNotice);
const MissingParts = lazily(async () => (await import("./after-the-plot.ts")).MissingParts);
const CutflowTable = lazily(async () => (await import("./after-the-plot.ts")).CutflowTable);
const CutflowChart = lazily(async () => (await import("./plot-extras.ts")).CutflowChart);
const Warnings = lazily(async () => (await import("./after-the-plot.ts")).Warnings);

/** One analysis, live. */
export function AnalysisPage({ id }: { id: string }) {
  const [attempt, setAttempt] = useState(0);
  const { analysis, connection, refused } = useLiveAnalysis(id, attempt);
  const onStarted = (summary: AnalysisSummary) => {
    if (summary.id === id) setAttempt(attempt + 1);
    else goTo(analysisPath(summary.id));
  };
  const title = analysis?.head.title ?? "Analysis";
  return (
    <>
      <Heading text={readableLabel(title)}>
        <LabelText text={title} />
      </Heading>
      {refused !== undefined && <ProblemBox error={refused} />}
      {refused === undefined && <ConnectionLine connection={connection} />}
      {analysis !== undefined && <Content analysis={analysis} onStarted={onStarted} />}
    </>
  );
}

function Content({
  analysis,
  onStarted,
}: {
  analysis: AnalysisDocument;
  onStarted: (summary: AnalysisSummary) => void;
}) {
  const shown = useView(useMemo(() => shownOf(analysis.head), [analysis.head]));
  const { view, change: onChange } = shown;
  const isToy = isToyLabel(analysis.head.release.label);
  return (
    <>
      <AnalysisHeader analysis={analysis} onChanged={onStarted} />
      {!isToy && isOutOfReach(analysis) && <OfflineOffer />}
      <Histograms analysis={analysis} shown={shown} beside={<ProgressPanel analysis={analysis} />} />
      <FitDetails analysis={analysis} />
      {isToy && <ToyNotice head={analysis.head} />}
      {(analysis.missing.parts.length > 0 || analysis.missing.reasons.length > 0) && <MissingParts state={analysis} />}
      {analysis.warnings !== undefined && <Warnings state={analysis} />}
      <CutflowTable
        analysis={analysis}
        view={view}
        chart={view.cutflow !== "table" && <CutflowChart {...{ analysis, view, onChange, bars: view.cutflow }} />}
        onChange={onChange}
      />
      <ChangeForm id={analysis.head.id} onStarted={onStarted} />
    </>
  );
}
