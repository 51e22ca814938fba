import type { BinRange } from "../../plot/bin-range.ts";
import { rangeText } from "../../plot/axis-scale.ts";
import { groupedNumber, valueAndError } from "../../plot/numbers.ts";
import type { PlotModel } from "../../plot/plot-model.ts";
import type { ReadWindow, WindowText } from "../../plot/window.ts";
import { windowYields } from "../../plot/window-yields.ts";
import { LabelText } from "../frame/label-text.tsx";

/** Events in a chosen part of the axis: data beside signal and background. */
export function WindowPanel({
  model,
  text,
  taken: { bins, problem },
  onChange,
}: {
  model: PlotModel;
  text: WindowText;
  taken: ReadWindow;
  onChange: (text: WindowText) => void;
}) {
  const { unit } = model.axis;
  return (
    <section class="panel window" aria-labelledby="window-title">
      <h3 id="window-title">Events in a window</h3>
      <p class="window-inputs">
        {(["from", "to"] as const).map((field) => (
          <label key={field}>
            {field}{" "}
            <input
              inputMode="decimal"
              value={text[field]}
              aria-invalid={problem?.field === field}
              aria-describedby={problem?.field === field ? "window-error" : undefined}
              onInput={({ currentTarget }) => {
                onChange({ ...text, [field]: currentTarget.value });
              }}
            />{" "}
          </label>
        ))}
        <LabelText text={unit} />
      </p>
      {problem && (
        <p class="field-error" id="window-error">
          {problem.field}: {problem.message}
        </p>
      )}
      {bins && <Yields model={model} bins={bins} text={text} />}
    </section>
  );
}

function Yields({ model, bins, text }: { model: PlotModel; bins: BinRange; text: WindowText }) {
  const { lower, upper, data, blinded, signal, background, significance, noSignificance } = windowYields(model, bins);
  const isExact = lower === Number(text.from) && upper === Number(text.to);
  const many = bins.stop - bins.start;
  const incomplete = model.groups.some((group) => group.incomplete);
  const [dataGroup, ...otherData] = model.groups.filter((group) => group.kind === "data");
  // Those of a toy are called so.
  const dataName = otherData.length === 0 ? dataGroup?.label : undefined;
  return (
    <>
      <table class="numbers">
        <caption class="quiet">
          <LabelText text={rangeText(model.axis, lower, upper)} />, {many} {many === 1 ? "bin" : "bins"}
          {!isExact && ", the nearest edges"}
          {incomplete && ", as far as it is in"}
        </caption>
        <tbody>
          {data !== undefined && <Row name={dataName ?? "Data"} text={groupedNumber(data.sumw)} />}
          {blinded && <Row name={dataName ?? "Data"} text="blinded" />}
          {signal !== undefined && <Row name="Signal" text={valueAndError(signal.sumw, signal.error)} />}
          {background !== undefined && (
            <Row name="Background" text={valueAndError(background.sumw, background.error)} />
          )}
          {significance !== undefined && <Row name="Expected significance" text={`${significance.toFixed(2)} σ`} />}
          {noSignificance !== undefined && <Row name="Expected significance" text={`– (${noSignificance})`} />}
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
      <th scope="row">
        <LabelText text={name} />
      </th>
      <td>{text}</td>
    </tr>
  );
}
