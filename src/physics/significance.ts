/**
 * Expected significance of a signal above a background that is known within an uncertainty, in a counting experiment: the median of Z
 * if the signal is there, from the Asimov data set n = s + b. For σ = 0 it is √(2((s + b) ln(1 + s/b) − s)); s/√b is its limit for s ≪ b.
 *
 * @param s expected signal events
 * @param b expected background events
 * @param sigma uncertainty of b, in events
 * @returns Z in units of σ of a Gaussian, 0 without a signal; undefined where there is no such number: b not above 0, s below 0
 * @see G. Cowan, "Discovery sensitivity for a counting experiment with background uncertainty" (2012), eq. 20; without uncertainty
 * G. Cowan et al., Eur. Phys. J. C 71 (2011) 1554, eq. 97
 */
export function asimovSignificance(s: number, b: number, sigma: number): number | undefined {
  if (!(b > 0) || !(s >= 0) || !(sigma >= 0) || !Number.isFinite(s + b + sigma)) return undefined;
  const n = s + b;
  const variance = sigma * sigma;
  // (b²/σ²) ln(1 + x) as a multiple of ln(1 + x) / x, which keeps its digits where σ is small.
  const x = (variance * s) / (b * (b + variance));
  const perX = x > 0 ? Math.log1p(x) / x : 1;
  const half = n * Math.log((n * (b + variance)) / (b * b + n * variance)) - ((s * b) / (b + variance)) * perX;
  // Rounding may leave a little less than nothing.
  return Math.sqrt(2 * Math.max(0, half));
}
