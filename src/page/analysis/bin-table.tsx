import type { PlotModel } from "../../plot/plot-model.ts";
import { lazily } from "../frame/lazily.tsx";
import { LazyDetails } from "../frame/lazy-details.tsx";

const BinContents = lazily(async () => (await import("./plot-extras.ts")).BinContents);

/** Every number of the histogram. Made only while it is open. */
export function BinTable({ model }: { model: PlotModel }) {
  return (
    <LazyDetails name="bin-table" summary="Table of bin contents">
      <BinContents model={model} />
    </LazyDetails>
  );
}
