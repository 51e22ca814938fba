import { flowOf } from "../../plot/flow.ts";
import { incompleteMark } from "../../plot/legend.ts";
import type { CountErrors, PlotModel } from "../../plot/plot-model.ts";
import type { PlotFrame } from "../plot/plot-frame.ts";
import { LabelText } from "../frame/label-text.tsx";

/** What is drawn, and what lies outside the axis. */
export function PlotCaption({ frame, countErrors }: { frame: PlotFrame; countErrors: CountErrors }) {
  const { model, legend } = frame;
  const hasData = model.groups.some(({ kind, visible }) => kind === "data" && visible);
  const errors = countErrors === "root" ? "±√N" : "the central 68 % interval of a Poisson mean (Garwood)";
  const [below, above] = [flowOf(model, "underflow"), flowOf(model, "overflow")];
  return (
    <figcaption class="quiet">
      {model.profile !== undefined && "Means with their errors: data as points, all simulation together. "}
      {hasData && `Points: data with ${errors}, none where a bin is empty. `}
      {model.isShapes === true ? (
        <>
          Each group by itself: what lies within the axis is 1 together
          {model.blind.length > 0 && ", of blinded data in the bins that are shown"}.
          {frame.below !== undefined && <LabelText text={` ${shapesBelow(model)}`} />}
        </>
      ) : (
        model.total !== undefined && (
          <>
            Hatched: statistical uncertainty of the simulation, √Σw²
            {model.total.isVaried && ", and in squares what each variation changes; crossed: √Σw² alone"}.
          </>
        )
      )}{" "}
      Yields in the legend are those within the axis.
      {below && ` Below the axis: ${below.words}.`}
      {above && ` Above the axis: ${above.words}.`}
      {legend.some(({ label }) => label.endsWith(incompleteMark)) && " †: not all of it is in."}
    </figcaption>
  );
}

function shapesBelow({ reference, blind }: PlotModel): string {
  if (reference?.group === undefined)
    return "Below: each shape over that of the expectation, hatched the statistical uncertainty of that.";
  const bins = blind.length > 0 ? ", all of them 1 in the bins that are shown" : "";
  return `Below: each shape over that of ${reference.label}${bins}, hatched the statistical uncertainty of that.`;
}
