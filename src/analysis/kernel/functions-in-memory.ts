import { gaussInMemory, uniformInMemory } from "../../physics/keyed-random.ts";
import { sinhInMemory, turnInMemory } from "../../physics/trigonometry.ts";

/** Numbers that any of these takes or gives. */
export const mostReal = 8;

/**
 * What generated code calls with its numbers in memory, where it also finds the result. A number that is passed to a function or comes
 * back from it lies on the heap, unless the engine has put the function's code in the place of the call; and it does so for a few only.
 */
export const functionsInMemory = {
  /** From an angle in `real[0]` its cosine there, and its sine in `real[1]`. */
  cosSin: turnInMemory,
  sinh: sinhInMemory,
  cosThetaStar,
  cosThetaStarCS,
  hypot,
  keyedGauss: gaussInMemory,
  keyedUniform: uniformInMemory,
} as const;

/** As in src/physics/four-vector.ts, bit for bit, from px, py, pz and energy of one four-vector and of another. Lists would lie on the heap. */
function cosThetaStar(real: Float64Array): void {
  const ax = real[0]!;
  const ay = real[1]!;
  const az = real[2]!;
  const ae = real[3]!;
  const px = ax + real[4]!;
  const py = ay + real[5]!;
  const pz = az + real[6]!;
  const energy = ae + real[7]!;
  const pairSquare = px * px + py * py + pz * pz;
  const square = energy * energy - pairSquare;
  const mass = Math.sqrt(square > 0 ? square : -1);
  const inEnergy = (ae * energy - (ax * px + ay * py + az * pz)) / mass;
  const factor = (ae + inEnergy) / (energy + mass);
  const x = ax - factor * px;
  const y = ay - factor * py;
  const z = az - factor * pz;
  const cosine = (x * px + y * py + z * pz) / Math.sqrt((x * x + y * y + z * z) * pairSquare);
  real[0] = Math.min(1, Math.max(-1, cosine));
}

/** As there, too. */
function cosThetaStarCS(real: Float64Array): void {
  const az = real[2]!;
  const ae = real[3]!;
  const bz = real[6]!;
  const be = real[7]!;
  const px = real[0]! + real[4]!;
  const py = real[1]! + real[5]!;
  const pz = az + bz;
  const energy = ae + be;
  const square = energy * energy - (px * px + py * py + pz * pz);
  const mass = Math.sqrt(square > 0 ? square : -1);
  const along = 2 * (az * be - ae * bz);
  const cosine = (pz < 0 ? -along : along) / (mass * Math.sqrt(mass * mass + (px * px + py * py)));
  real[0] = Math.min(1, Math.max(-1, cosine));
}

/** √(x² + y²) of two numbers. With the operations of V8's `Math.hypot`; those of other engines round otherwise. */
function hypot(real: Float64Array): void {
  const x = Math.abs(real[0]!);
  const y = Math.abs(real[1]!);
  const most = x > y ? x : y;
  const sum = (x / most) * (x / most) + (y / most) * (y / most);
  real[0] = x === Infinity || y === Infinity ? Infinity : x + y === 0 ? 0 : Math.sqrt(sum) * most;
}
