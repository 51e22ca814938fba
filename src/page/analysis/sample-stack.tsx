import { useEffect, useState } from "preact/hooks";
import { bySample } from "../../plot/by-sample.ts";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import { keepAsking } from "../api/keep-asking.ts";
import { getWithSamples } from "../api/samples-request.ts";

/** What comes while an analysis runs is fetched at most as often. */
const pauseMs = 1000;

/**
 * Fetches the histograms of samples, which are not in what a page follows, and again when something has changed. It shows what it waits for.
 *
 * @param onLoad is given the analysis with each simulated sample as a group
 */
export function SampleStack({
  analysis: {
    head: { id },
    sequence,
  },
  onLoad,
}: {
  analysis: AnalysisDocument;
  onLoad: (analysis: AnalysisDocument) => void;
}) {
  const [answers, setAnswers] = useState(0);
  const [known, setKnown] = useState<number>();
  const [refused, setRefused] = useState<string>();
  // One request at a time: what has changed meanwhile is fetched by the next one.
  const isDue = known === undefined || known < sequence;
  useEffect(() => {
    if (!isDue) return;
    let stop: (() => void) | undefined;
    const ask = () => {
      stop = keepAsking(
        () => getWithSamples(id),
        (loaded) => {
          setKnown(loaded.sequence);
          setAnswers(answers + 1);
          onLoad(bySample(loaded));
        },
        ({ message }) => {
          setRefused(message);
        },
      );
    };
    const timer = setTimeout(ask, answers === 0 ? 0 : pauseMs);
    return () => {
      clearTimeout(timer);
      stop?.();
    };
  }, [id, isDue, answers]);
  if (refused !== undefined) return <p role="alert">The histograms of samples are not to be had: {refused}</p>;
  return known === undefined ? <p class="quiet">The histograms of samples are being fetched.</p> : null;
}
