import type { AnalysisSpec } from "../../analysis/spec.ts";
import type { AxisDraft, SpecDraft } from "./spec-draft.ts";
import { Field } from "./field.tsx";
import { LabelText } from "../frame/label-text.tsx";
import { readableLabel } from "../../plot/readable-label.ts";

/** The axis of each histogram. */
export function AxisFields({
  spec,
  draft,
  errors,
  onDraft,
}: {
  spec: AnalysisSpec;
  draft: SpecDraft;
  errors: ReadonlyMap<string, string>;
  onDraft: (draft: SpecDraft) => void;
}) {
  const change = (index: number, axis: AxisDraft) => {
    onDraft({ ...draft, axes: draft.axes.map((other, i) => (i === index ? axis : other)) });
  };
  return (
    <>
      {spec.histograms.map(({ name, title, axis: wanted }, i) => {
        const axis = draft.axes[i];
        // Categories belong to the expression that gives them.
        if (axis === undefined || axis.type === "category") return null;
        const path = `histograms[${i}].axis`;
        const inUnit = !("unit" in wanted) || wanted.unit === "" ? "" : readableLabel(` [${wanted.unit}]`);
        return (
          <fieldset key={name}>
            <legend>
              Bins of <LabelText text={title === "" ? name : title} />
            </legend>
            {axis.type === "variable" ? (
              <Field
                label={`Edges${inUnit}`}
                path={`${path}.edges`}
                value={axis.edges}
                errors={errors}
                wide
                onValue={(edges) => {
                  change(i, { ...axis, edges });
                }}
              />
            ) : (
              <div class="axis">
                {namesOf(axis).map((field) => (
                  <Field
                    key={field}
                    label={{ bins: "Number of bins", lower: `From${inUnit}`, upper: `To${inUnit}` }[field]}
                    path={`${path}.${field}`}
                    value={{ bins: "", ...axis }[field]}
                    errors={errors}
                    numeric
                    onValue={(value) => {
                      change(i, { ...axis, [field]: value });
                    }}
                  />
                ))}
              </div>
            )}
          </fieldset>
        );
      })}
    </>
  );
}

function namesOf({
  type,
}: Exclude<AxisDraft, { type: "variable" | "category" }>): readonly ("bins" | "lower" | "upper")[] {
  return type === "regular" ? ["bins", "lower", "upper"] : ["lower", "upper"];
}
