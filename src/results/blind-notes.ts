import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { channelsOf } from "./model-channels.ts";

/**
 * What a fit of a result should say of blinded bins, a sentence for each range; none if nothing is blinded.
 *
 * @throws {StatisticsError} if the result has no channels
 */
export function blindNotes(view: AnalysisView): string[] {
  return channelsOf(view).flatMap(({ key, axis: { unit }, blind }) =>
    blind.map(
      ({ from, to }) =>
        `Blinded: bins of ${key} that reach into ${from} to ${to}${unit === "" ? "" : ` ${unit}`} are not in the fit.`,
    ),
  );
}

/** The same result with nothing blinded. */
export function unblinded(view: AnalysisView): AnalysisView {
  const { model } = view.spec;
  if (model?.blind === undefined) return view;
  const { blind: _, ...rest } = model;
  return { ...view, spec: { ...view.spec, model: rest } };
}
