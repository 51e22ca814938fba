import type { ModelSpec } from "../analysis/spec-model.ts";
import { totalOf } from "../histogram/exact-sum.ts";
import type { Modifier } from "../statistics/workspace.ts";

/** What a variation does to one sample of a channel, as bin contents; of one-sided ones there is no `lo`. */
export interface VariedContents {
  readonly name: string;
  readonly nominal: readonly number[];
  readonly hi: readonly number[];
  readonly lo: readonly number[] | undefined;
  /** The same as factors, where it changes nothing else. */
  readonly factors: { readonly hi: number; readonly lo: number | undefined } | undefined;
}

/**
 * The modifiers that a variation is in the model.
 *
 * A one-sided variation goes as far to the other side: lo = 2 · nominal − hi in each bin, and of a factor lo = 2 − hi, or 1 / hi where that is
 * not above 0. `split`: a `normsys` with the ratios of the sums over all bins, and a `histosys` whose sides have the nominal sum, both of one
 * parameter. Where a sum is not above 0 there is no ratio, and the whole of it is one `histosys`. What changes nothing, or less than `pruning`
 * says, is left out.
 */
export function variationModifiers(
  { name, nominal, hi, lo: given, factors }: VariedContents,
  { shapes, pruning }: Pick<ModelSpec, "shapes" | "pruning">,
): Modifier[] {
  if (factors !== undefined)
    return normsys(name, factors.hi, factors.lo ?? mirrored(factors.hi), pruning.normalisation);
  const lo = given ?? nominal.map((value, bin) => 2 * value - hi[bin]!);
  const [sum, up, down] = [nominal, hi, lo].map((bins) => totalOf(Float64Array.from(bins))) as [number, number, number];
  if (shapes === "whole" || !(sum > 0 && up > 0 && down > 0)) return histosys(name, nominal, hi, lo, pruning.shape);
  const [upward, downward] = [up / sum, down / sum];
  const scaled = (bins: readonly number[], factor: number) =>
    factor === 1 ? bins : bins.map((value) => value / factor);
  return [
    ...normsys(name, upward, downward, pruning.normalisation),
    ...histosys(name, nominal, scaled(hi, upward), scaled(lo, downward), Math.max(pruning.shape, rounding)),
  ];
}

/** What scaling to the nominal sum leaves of a shape that does not change at all. */
const rounding = 1e-12;

function mirrored(hi: number): number {
  return hi < 2 ? 2 - hi : 1 / hi;
}

function normsys(name: string, hi: number, lo: number, least: number): Modifier[] {
  const isSmall = (factor: number) => factor === 1 || Math.abs(factor - 1) < least;
  if (isSmall(hi) && isSmall(lo)) return [];
  return [{ name, type: "normsys", data: { hi, lo } }];
}

function histosys(
  name: string,
  nominal: readonly number[],
  hi: readonly number[],
  lo: readonly number[],
  least: number,
): Modifier[] {
  const isSmall = (bins: readonly number[]) =>
    bins.every((value, bin) => {
      const [difference, content] = [Math.abs(value - nominal[bin]!), Math.abs(nominal[bin]!)];
      return difference === 0 || difference < least * content;
    });
  if (isSmall(hi) && isSmall(lo)) return [];
  return [{ name, type: "histosys", data: { hi_data: [...hi], lo_data: [...lo] } }];
}
