import { useState } from "preact/hooks";
import type { PlotModel } from "../../plot/plot-model.ts";
import { lazily } from "../frame/lazily.tsx";

const BinContents = lazily(async () => (await import("./plot-extras.ts")).BinContents);

/** Every number of the histogram. Made only while it is open. */
export function BinTable({ model }: { model: PlotModel }) {
  const [open, setOpen] = useState(false);
  return (
    <details
      class="panel bin-table"
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
      }}
    >
      <summary>Table of bin contents</summary>
      {open && <BinContents model={model} />}
    </details>
  );
}
