import type { RandomStream } from "../random/random-stream.ts";

/** Makes the mean fraction 0.70, soft gluons of the quark included, as LEP and SLD measured it (PDG, section on fragmentation). */
const epsilon = 0.04;

/** Peterson's function 1 / (z (1 − 1/z − ε/(1 − z))²). @see C. Peterson et al., Phys. Rev. D 27 (1983) 105. */
function peterson(z: number): number {
  const bracket = 1 - 1 / z - epsilon / (1 - z);
  return 1 / (z * bracket * bracket);
}

const steps = 2000;
/** Borders between `bins` equal parts of the function's integral. */
const bins = 256;
const borders = new Float64Array(bins + 1);
{
  const sums = new Float64Array(steps + 1);
  for (let i = 0; i < steps; i++) sums[i + 1] = sums[i]! + peterson((i + 0.5) / steps);
  let step = 0;
  for (let bin = 1; bin < bins; bin++) {
    const wanted = (sums[steps]! * bin) / bins;
    while (sums[step + 1]! < wanted) step += 1;
    borders[bin] = (step + (wanted - sums[step]!) / (sums[step + 1]! - sums[step]!)) / steps;
  }
  borders[bins] = 1;
}

/** Fraction of a b quark's momentum that its hadron has. */
export function fragmentation(random: RandomStream): number {
  const place = bins * random.uniform();
  const bin = Math.floor(place);
  return borders[bin]! + (place - bin) * (borders[bin + 1]! - borders[bin]!);
}
