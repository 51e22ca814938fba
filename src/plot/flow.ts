import { isFlowBlinded } from "./blinded.ts";
import { groupedNumber, valueAndError } from "./numbers.ts";
import { addYields, type PlotModel } from "./plot-model.ts";

/** What lies outside the axis on one side, of the visible groups. */
export interface Flow {
  /** At the edge of the plot: events of data, without data of the expectation: `3`. */
  readonly mark: string;
  /** `data 3, simulation 0.030 ± 0.017` */
  readonly words: string;
}

/** Data are left out where a blinded range reaches there. @returns undefined where nothing lies there, or the values are means or fractions */
export function flowOf(model: PlotModel, side: "underflow" | "overflow"): Flow | undefined {
  const { stack, profile, isShapes } = model;
  const data = isFlowBlinded(model, side) ? [] : model.data;
  const sums = [data, stack.map(({ group }) => group)].map((groups) =>
    groups.length === 0 ? undefined : addYields(groups.map(({ histogram }) => histogram[side])),
  );
  const [ofData, simulation] = sums;
  const shown = ofData ?? simulation;
  if (profile !== undefined || isShapes || shown === undefined || sums.every((sum) => (sum?.sumw ?? 0) === 0))
    return undefined;
  const words = [
    ...(ofData ? [`data ${groupedNumber(ofData.sumw)}`] : []),
    ...(simulation ? [`simulation ${valueAndError(simulation.sumw, simulation.error)}`] : []),
  ];
  return { mark: groupedNumber(Number(shown.sumw.toPrecision(3))), words: words.join(", ") };
}
