/**
 * How a yield goes between −1 σ, nominal and +1 σ of a parameter, and beyond. The numbers are those of HistFactory and pyhf: `code4`, the
 * default of normsys, is a polynomial between ±1 and an exponential outside; `code1` exponentials that meet with a kink at 0. `code4p`, the
 * default of histosys, is a polynomial and straight lines, `code0` lines that meet at 0.
 *
 * @see K. Cranmer et al., HistFactory, CERN-OPEN-2012-016; pyhf.interpolators
 */
export type NormsysCode = "code4" | "code1";
export type HistosysCode = "code4p" | "code0";

/** What a normsys is compiled to: ln hi, ln lo and the coefficients of α¹ … α⁶, which make value, slope and curvature meet at ±1. */
export function normsysCurve(hi: number, lo: number): Float64Array {
  const [logHi, logLo] = [Math.log(hi), Math.log(lo)];
  const half = (f: (y: number, log: number) => number, sign: 1 | -1): number =>
    (f(hi, logHi) + sign * f(lo, logLo)) / 2;
  const value = (y: number): number => y - 1;
  const slope = (y: number, log: number): number => y * log;
  const bend = (y: number, log: number): number => y * log * log;
  // Odd parts of value, slope and curvature at 1, then even ones; below 0 the slope is −lo ln lo.
  const [v, s, c] = [half(value, -1), half(slope, -1), half(bend, -1)];
  const [w, t, d] = [half(value, 1), half(slope, 1), half(bend, 1)];
  return Float64Array.of(
    logHi,
    logLo,
    (15 * v - 7 * s + c) / 8,
    (24 * w - 9 * t + d) / 8,
    (-5 * v + 5 * s - c) / 4,
    (-12 * w + 7 * t - d) / 4,
    (3 * v - 3 * s + c) / 8,
    (8 * w - 5 * t + d) / 8,
  );
}

/** Writes factor, first and second derivative at α into `out`. */
export function normsysAt(curve: Float64Array, alpha: number, code: NormsysCode, out: Float64Array): void {
  if (code === "code1" || Math.abs(alpha) >= 1) {
    const log = alpha >= 0 ? curve[0]! : -curve[1]!;
    const factor = Math.exp(log * alpha);
    out[0] = factor;
    out[1] = log * factor;
    out[2] = log * log * factor;
    return;
  }
  let value = 0;
  let first = 0;
  let second = 0;
  for (let k = 6; k >= 0; k--) {
    second = second * alpha + 2 * first;
    first = first * alpha + value;
    value = value * alpha + (k === 0 ? 1 : curve[k + 1]!);
  }
  out[0] = value;
  out[1] = first;
  out[2] = second;
}

/**
 * What a histosys adds is α · mean + bend(α) · eighth, where mean = (u + d)/2 and eighth = (u − d)/16 of its differences u = hi − nominal and
 * d = nominal − lo. Writes bend and its derivatives into `out`.
 */
export function bendAt(alpha: number, code: HistosysCode, out: Float64Array): void {
  if (code === "code0" || Math.abs(alpha) > 1) {
    const sign = alpha >= 0 ? 8 : -8;
    out[0] = sign * alpha;
    out[1] = sign;
    out[2] = 0;
    return;
  }
  const square = alpha * alpha;
  out[0] = square * (15 + square * (3 * square - 10));
  out[1] = alpha * (30 + square * (18 * square - 40));
  out[2] = 30 + square * (90 * square - 120);
}
