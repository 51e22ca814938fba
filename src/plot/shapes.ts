import type { PlotGroup, PlotLine, PlotModel, ReferenceShape, Total } from "./plot-model.ts";
import { eventsPerBin, eventsPerUnit } from "./labels.ts";
import { type LegendRow, legendRows } from "./legend.ts";
import { seenOn } from "./shades.ts";

/** What makes contents with this sum a shape: those within the axis are 1 together. Undefined where the sum is 0 or less. */
export function shapeFactor(sum: number): number | undefined {
  return sum > 0 ? 1 / sum : undefined;
}

/** Title of the y axis: `Fraction of events / 5 GeV`. */
export function shapeTitle({ axis, perUnit }: Pick<PlotModel, "axis" | "perUnit">): string {
  const events = perUnit ? eventsPerUnit(axis) : eventsPerBin(axis);
  return `Fraction of e${events.slice(1)}`;
}

/**
 * The same plot with each visible group by itself, so that what lies within the axis is 1: simulation as lines, data as points. A group
 * that holds nothing has no shape. Of blinded data, the bins that are shown are 1 together. The reference is the first data group, or else
 * the sum of the simulation.
 *
 * @param background that the lines are to be seen on
 * @returns undefined for a profile: means have no sum
 */
export function toShapes(model: PlotModel, background: string): PlotModel | undefined {
  if (model.profile !== undefined) return undefined;
  const lines = model.groups.flatMap((group, i): PlotLine[] => {
    const shape = shapeOf(group);
    if (!group.visible || group.kind === "data" || shape === undefined) return [];
    const { values, errors } = shape;
    const color = seenOn(background, group.color);
    return [{ label: group.label, values, errors, color, dashed: i % 2 === 1, note: "" }];
  });
  const data = model.data.flatMap((group) => shapeOf(group) ?? []);
  const reference = data[0] === undefined ? expectedShape(model.total) : { ...data[0], group: data[0].name };
  return { ...model, isShapes: true, stack: [], total: undefined, data, lines, ...(reference && { reference }) };
}

/** The rows of the legend: those of the model, with lines in place of the stack, and no total. */
export function shapeLegend(model: PlotModel, background: string, marked: boolean): LegendRow[] {
  const places = new Map(model.groups.map(({ name }, i) => [name, i]));
  return legendRows({ ...model, lines: [] }, marked).flatMap((row): LegendRow[] => {
    if (row.group === undefined) return [];
    if (row.symbol !== "fill") return [row];
    return [
      {
        ...row,
        symbol: places.get(row.group)! % 2 === 1 ? "dashed" : "line",
        color: seenOn(background, row.color),
      },
    ];
  });
}

function expectedShape(total: Total | undefined): ReferenceShape | undefined {
  const factor = shapeFactor(total?.inRange.sumw ?? 0);
  if (total === undefined || factor === undefined) return undefined;
  const [values, errors] = [total.values, total.errors].map((numbers) => numbers.map((number) => number * factor));
  return { label: "Expected", group: undefined, values: values!, errors: errors!, down: errors!, up: errors! };
}

function shapeOf(group: PlotGroup): PlotGroup | undefined {
  const factor = shapeFactor(group.inRange.sumw);
  if (factor === undefined) return undefined;
  const scaled = (numbers: Float64Array) => numbers.map((number) => number * factor);
  const { values, errors, down, up } = group;
  return { ...group, values: scaled(values), errors: scaled(errors), down: scaled(down), up: scaled(up) };
}
