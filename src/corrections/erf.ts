const twoOverRootPi = 2 / Math.sqrt(Math.PI);

/**
 * Error function, within some 1e-15 of the value; ECMAScript has none.
 *
 * Near 0 the series whose terms are all positive, so that nothing cancels; further out one minus a continued fraction.
 * @see DLMF 7.6.2, 7.9.1
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 1.75) {
    const square = x * x;
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
      term *= (2 * square) / (2 * n + 1);
      sum += term;
    }
    return twoOverRootPi * Math.exp(-x * x) * sum;
  }
  if (!(size < 6)) return Number.isNaN(x) ? x : Math.sign(x);
  return Math.sign(x) * (1 - tail(size));
}

/** 1 − erf(x), of which no digits are lost where x is large. */
export function erfc(x: number): number {
  return x < 1.75 ? 1 - erf(x) : tail(x);
}

/** 1 − erf(x) for x of at least 1.75: from the innermost of as many fractions as 1.75 needs. */
function tail(x: number): number {
  let fraction = x;
  for (let n = 80; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / fraction / Math.sqrt(Math.PI);
}
