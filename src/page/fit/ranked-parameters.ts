import { withError } from "../../plot/numbers.ts";
import type { FitAnswer } from "../../protocol/documents/fit-document.ts";

/** A line of the ranking, numbers and the same as text. */
export interface RankedParameter {
  readonly name: string;
  /** Best value and its error from the curvature, or what became of it. */
  readonly value: string;
  readonly pull: number | undefined;
  /** Error after the fit, as a part of the width before. */
  readonly tightened: number | undefined;
  readonly pullText: string;
  /** How the parameter of interest changes, with this one an error above and below. */
  readonly up: number | undefined;
  readonly down: number | undefined;
  readonly impactText: string;
}

const states = { free: "", fixed: "fixed", "at-bound": "at its bound", undetermined: "not determined" } as const;

/** All parameters but that of interest: with impacts the largest first, then the others in their order. */
export function rankedParameters({ parameters = [], impacts = [], poi }: FitAnswer): RankedParameter[] {
  const places = new Map(impacts.map(({ name }, i) => [name, i]));
  return parameters
    .filter(({ name }) => name !== poi?.name)
    .sort((a, b) => (places.get(a.name) ?? Infinity) - (places.get(b.name) ?? Infinity) || 0)
    .map(({ name, value, error, state, pull, tightened }) => {
      const { up, down } = impacts[places.get(name) ?? -1]?.after ?? {};
      const shown = withError(value, error ?? 0);
      return {
        name,
        value:
          error === undefined
            ? [shown.value, states[state]].filter(Boolean).join(", ")
            : `${shown.value} ± ${shown.error}`,
        pull,
        tightened,
        pullText: pull === undefined ? "" : signed(pull, 2),
        up,
        down,
        impactText: [up, down].every((each) => each === undefined) ? "" : `${signed(up, 3)} / ${signed(down, 3)}`,
      };
    });
}

function signed(value: number | undefined, decimals: number): string {
  if (value === undefined) return "?";
  const text = Math.abs(value).toFixed(decimals);
  return `${value < 0 && Number(text) !== 0 ? "−" : "+"}${text}`;
}
