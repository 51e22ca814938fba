import type { BinRange } from "../../plot/bin-range.ts";
import { rangeText } from "../../plot/axis-scale.ts";
import { groupedNumber, valueAndError } from "../../plot/numbers.ts";
import type { PlotModel } from "../../plot/plot-model.ts";
import { windowYields } from "../../plot/window-yields.ts";

/** The window as it is typed. */
export interface WindowText {
  readonly from: string;
  readonly to: string;
}

/** Events in a chosen part of the axis: data beside signal and background. */
export function WindowPanel({
  model,
  text,
  bins,
  onChange,
}: {
  model: PlotModel;
  text: WindowText;
  bins: BinRange | undefined;
  onChange: (text: WindowText) => void;
}) {
  const { unit } = model.axis;
  return (
    <section class="panel window" aria-labelledby="window-title">
      <h3 id="window-title">Events in a window</h3>
      <p class="window-inputs">
        <label>
          from{" "}
          <input
            inputMode="decimal"
            value={text.from}
            onInput={({ currentTarget }) => {
              onChange({ ...text, from: currentTarget.value });
            }}
          />
        </label>{" "}
        <label>
          to{" "}
          <input
            inputMode="decimal"
            value={text.to}
            onInput={({ currentTarget }) => {
              onChange({ ...text, to: currentTarget.value });
            }}
          />
        </label>{" "}
        {unit}
      </p>
      {bins === undefined ? (
        <p class="quiet">No bin lies between these numbers.</p>
      ) : (
        <Yields model={model} bins={bins} />
      )}
    </section>
  );
}

function Yields({ model, bins }: { model: PlotModel; bins: BinRange }) {
  const { lower, upper, data, signal, background, significance } = windowYields(model, bins);
  const many = bins.stop - bins.start;
  const incomplete = model.groups.some((group) => group.incomplete);
  const [dataGroup, ...otherData] = model.groups.filter((group) => group.kind === "data");
  // Those of a toy are called so.
  const dataName = otherData.length === 0 ? dataGroup?.label : undefined;
  return (
    <>
      <table class="numbers">
        <caption class="quiet">
          {rangeText(model.axis, lower, upper)}, {many} {many === 1 ? "bin" : "bins"}
          {incomplete && ", as far as it is in"}
        </caption>
        <tbody>
          {data !== undefined && <Row name={dataName ?? "Data"} text={groupedNumber(data.sumw)} />}
          {signal !== undefined && <Row name="Signal" text={valueAndError(signal.sumw, signal.error)} />}
          {background !== undefined && (
            <Row name="Background" text={valueAndError(background.sumw, background.error)} />
          )}
          {significance !== undefined && <Row name="Expected significance" text={`${significance.toFixed(2)} σ`} />}
        </tbody>
      </table>
      {significance !== undefined && (
        <p class="quiet">
          Of the signal above the background (Asimov data), with the statistical uncertainty of the simulated
          background.
        </p>
      )}
    </>
  );
}

function Row({ name, text }: { name: string; text: string }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{text}</td>
    </tr>
  );
}
