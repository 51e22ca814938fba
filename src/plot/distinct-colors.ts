import type { PlotGroup, PlotModel } from "./plot-model.ts";

/**
 * Colours that can be told apart by people who do not see red or green as well, in an order in which neighbours differ most.
 *
 * @see Petroff, arXiv:2107.02270, ten colours; the order by distances in CIELAB as the test of the presets measures them
 */
export const distinctColors: readonly string[] = [
  ...["#3f90da", "#a96b59", "#ffa90e", "#717581", "#e76300"],
  ...["#94a4a2", "#bd1f01", "#92dadd", "#832db6", "#b9ac70"],
];

/** The same plot with these colours for simulated groups, by their place in the specification; from the eleventh on they come again. Data keep theirs. */
export function withDistinctColors(model: PlotModel): PlotModel {
  const simulated = model.groups.filter(({ kind }) => kind !== "data");
  const colors = new Map(simulated.map(({ name }, i) => [name, distinctColors[i % distinctColors.length]!]));
  const recolored = (group: PlotGroup): PlotGroup => ({ ...group, color: colors.get(group.name) ?? group.color });
  return {
    ...model,
    groups: model.groups.map(recolored),
    stack: model.stack.map((layer) => ({ ...layer, group: recolored(layer.group) })),
  };
}
