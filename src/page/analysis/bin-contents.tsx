import { isBlinded, isFlowBlinded } from "../../plot/blinded.ts";
import { binRangeText } from "../../plot/legend.ts";
import { groupedNumber, groupedWithError } from "../../plot/numbers.ts";
import type { PlotModel } from "../../plot/plot-model.ts";
import { shortNumber } from "../../plot/ticks.ts";
import { LabelText } from "../frame/label-text.tsx";

/** More rows than this help nobody, and slow the page down. */
const mostRows = 1000;

/** Every number of the histogram, flow bins included: as many digits as its error allows, all of them in its title. */
export function BinContents({ model }: { model: PlotModel }) {
  const { groups, bins, edges, axis, profile } = model;
  const { categories } = axis;
  const shown = Math.min(bins, mostRows);
  return (
    <>
      <p class="quiet" id="bins-note">
        {profile === undefined
          ? "Σw and √Σw² of each bin; data are unweighted, so Σw is their count."
          : "Mean of each bin and its error."}{" "}
        Rounded to two digits of the error; point at a number for all its digits.
      </p>
      <div class="scroll" role="region" aria-label="Table of bin contents" tabIndex={0}>
        <table class="numbers" aria-describedby="bins-note">
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                <LabelText text={`bin${model.axis.unit === "" ? "" : ` [${model.axis.unit}]`}`} />
              </th>
              {groups.map(({ name, label }) => (
                <th key={name} scope="colgroup" colSpan={2}>
                  <LabelText text={label} />
                </th>
              ))}
            </tr>
            <tr>
              {groups.map(({ name }) => [
                <th key={`${name} value`} scope="col">
                  {profile === undefined ? "Σw" : "mean"}
                </th>,
                <th key={`${name} error`} scope="col">
                  {profile === undefined ? "√Σw²" : "error"}
                </th>,
              ])}
            </tr>
          </thead>
          <tbody>
            {categories === undefined && profile === undefined && (
              <FlowRow model={model} name="underflow" side="underflow" />
            )}
            {Array.from({ length: shown }, (_, bin) => (
              <tr key={bin}>
                <th scope="row">
                  {categories === undefined ? (
                    `${shortNumber(edges[bin]!)} – ${shortNumber(edges[bin + 1]!)}`
                  ) : (
                    <LabelText text={binRangeText(model, bin)} />
                  )}
                </th>
                {groups.map(({ name, kind, values, errors }) =>
                  kind === "data" && isBlinded(model, bin)
                    ? [
                        <td key={name} colSpan={2}>
                          blinded
                        </td>,
                      ]
                    : [
                        <Numbers
                          key={name}
                          isCount={kind === "data" && profile === undefined}
                          value={values[bin]!}
                          error={errors[bin]!}
                        />,
                      ],
                )}
              </tr>
            ))}
            {profile === undefined && (
              <FlowRow
                name={categories === undefined ? "overflow" : "overflow (in no category)"}
                model={model}
                side="overflow"
              />
            )}
          </tbody>
        </table>
      </div>
      {shown < bins && (
        <p class="quiet">
          The first {shown} of {bins} bins; the JSON file has them all.
        </p>
      )}
    </>
  );
}

function FlowRow({ name, model, side }: { name: string; model: PlotModel; side: "underflow" | "overflow" }) {
  const isBlind = isFlowBlinded(model, side);
  return (
    <tr class="quiet">
      <th scope="row">{name}</th>
      {model.groups.map((group) =>
        group.kind === "data" && isBlind
          ? [
              <td key={group.name} colSpan={2}>
                blinded
              </td>,
            ]
          : [
              <Numbers
                key={group.name}
                isCount={group.kind === "data"}
                value={group.histogram[side].sumw}
                error={group.histogram[side].error}
              />,
            ],
      )}
    </tr>
  );
}

/** Value and error. A count has no digits to leave out. */
function Numbers({ value, error, isCount }: { value: number; error: number; isCount: boolean }) {
  // Below that, two digits of the error are more decimals than anyone reads.
  const text =
    error < 1e-7 ? { value: groupedNumber(value), error: groupedNumber(error) } : groupedWithError(value, error);
  return (
    <>
      <td title={String(value)}>{isCount ? groupedNumber(value) : text.value}</td>
      <td title={String(error)}>{text.error}</td>
    </>
  );
}
