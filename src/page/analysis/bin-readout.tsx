import { binContents, binRangeText } from "../../plot/legend.ts";
import type { PlotFrame } from "../plot/plot-frame.ts";
import { LabelText } from "../frame/label-text.tsx";

/** The numbers of the bin under the cursor. */
export function BinReadout({ frame: { model, below }, bin }: { frame: PlotFrame; bin: number | undefined }) {
  if (bin === undefined)
    return (
      <p class="readout quiet">
        Point at a bin for its numbers, drag along the axis to zoom. With the keyboard: <kbd>←</kbd> <kbd>→</kbd> from
        bin to bin, <kbd>+</kbd> <kbd>−</kbd> zoom, <kbd>0</kbd> shows all.
      </p>
    );
  return (
    <dl class="readout" data-testid="readout">
      <div>
        <dt>bin</dt>
        <dd>
          <LabelText text={binRangeText(model, bin)} />
        </dd>
      </div>
      {[...binContents(model, bin), ...(below?.contentsOf(bin) ?? [])].map(({ label, text }) => (
        <div key={label}>
          <dt>
            <LabelText text={label} />
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
