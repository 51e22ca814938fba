/**
 * Where a function that changes its sign between two points is 0: regula falsi that halves the value of an end which stays (Anderson and
 * Björck), and the middle where that does not help.
 *
 * @param low @param high their values must have opposite signs, or one be 0; values may be infinite
 * @param tolerance how near the result is
 */
export function rootBetween(f: (x: number) => number, low: number, high: number, tolerance: number): number {
  let [a, b] = [low, high];
  let [fa, fb] = [f(a), f(b)];
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (fa < 0 === fb < 0) throw new RangeError(`The function has one sign at ${low} and ${high}`);
  for (let turn = 0; turn < 200; turn++) {
    const width = Math.abs(b - a);
    const secant = b - (fb * (b - a)) / (fb - fa);
    const x = Number.isFinite(fa) && Number.isFinite(fb) && turn % 8 < 6 ? secant : (a + b) / 2;
    const fx = f(x);
    if (fx === 0 || Math.abs(x - b) < tolerance || width < tolerance) return x;
    if (fx < 0 === fb < 0) {
      const rest = 1 - fx / fb;
      fa *= rest > 0 ? rest : 0.5;
    } else [a, fa] = [b, fb];
    [b, fb] = [x, fx];
  }
  return b;
}
