import * as vectors from "../../physics/four-vector.ts";
import type { TruthEvent } from "../processes/truth-event.ts";
import { arctan2, arsinh, power } from "../random/elementary-functions.ts";
import type { RandomStream } from "../random/random-stream.ts";

/** GeV */
export interface Jet {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
  readonly energy: number;
}

/** The release has jets from 20 GeV, within |η| < 2.5. */
const smallestPt = 20;
const largestEta = 2.5;
const resolution = 0.15;
/** Mass of a jet, relative to its pT. */
const relativeMass = 0.13;
/** Mean number of jets of other collisions and soft radiation, and the power with which their pT falls. */
const softJets = { mean: 0.3, power: 3 };

/**
 * Jets, the hardest first: the event's quarks, what recoils against the whole system, and a few soft ones. No fragmentation: a quark's momentum,
 * smeared, is the jet's.
 */
export function measureJets(event: TruthEvent, random: RandomStream): Jet[] {
  const jets: Jet[] = [];
  const add = (pt: number, eta: number, phi: number): void => {
    if (pt < smallestPt || Math.abs(eta) > largestEta) return;
    jets.push({ pt, eta, phi, energy: vectors.energyOf(pt, eta, relativeMass * pt) });
  };
  for (const quark of event.quarks) {
    const pt = vectors.pt(quark);
    if (pt > 1) add(pt * (1 + resolution * random.normal()), arsinh(quark.pz / pt), arctan2(quark.py, quark.px));
  }
  const [px, py] = event.system;
  const recoil = Math.sqrt(px * px + py * py);
  if (recoil > 10) add(recoil * (1 + 2 * resolution * random.normal()), 1.3 * random.normal(), arctan2(-py, -px));
  for (let soft = random.poisson(softJets.mean); soft > 0; soft--)
    add(
      smallestPt * power(1 - random.uniform(), -1 / softJets.power),
      random.between(-largestEta, largestEta),
      Math.PI * random.cosine(),
    );
  return jets.sort((a, b) => b.pt - a.pt);
}
