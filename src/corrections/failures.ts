import type { BinAxis, Category, CorrectionInput } from "./correction-tree.ts";

/** A place of a compiled correction at which some inputs give no value. */
export type CorrectionFailure =
  | {
      readonly kind: "below-bounds" | "above-bounds";
      readonly axis: BinAxis;
      readonly input: CorrectionInput;
      readonly path: string;
    }
  | {
      readonly kind: "category-missing";
      readonly node: Category;
      readonly input: CorrectionInput;
      readonly path: string;
    }
  | { readonly kind: "not-whole"; readonly input: CorrectionInput; readonly path: string };

/**
 * What went wrong, in words: the correction, the input, its value and what was expected.
 *
 * @param value as the compiled function left it; of a text only its code is known, so that the caller may know better
 */
export function describeFailure(correction: string, failure: CorrectionFailure, value: number, text?: string): string {
  const { input, path } = failure;
  const shown = text === undefined ? String(value) : JSON.stringify(text.slice(0, 60));
  const start = `The correction ${JSON.stringify(correction)} has no value for ${input.name} = ${shown}:`;
  switch (failure.kind) {
    case "below-bounds":
    case "above-bounds": {
      const { axis } = failure;
      const [low, high] = axis.kind === "uniform" ? [axis.low, axis.high] : [axis.edges[0], axis.edges.at(-1)];
      return `${start} it is defined from ${low} to below ${high} (flow "error" at ${path})`;
    }
    case "category-missing": {
      const keys = failure.node.keys.slice(0, 20).map((key) => JSON.stringify(key));
      const more = failure.node.keys.length - keys.length;
      const known = `${keys.join(", ") || "none"}${more > 0 ? ` and ${more} more` : ""}`;
      const found = input.type === "string" && text === undefined ? start.replace(` = ${value}`, "'s text") : start;
      return `${found} the keys are ${known}, and there is no default (at ${path})`;
    }
    case "not-whole":
      return `${start} expected a whole number that float64 holds exactly`;
  }
}
