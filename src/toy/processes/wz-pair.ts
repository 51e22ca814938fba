import { decay, isotropic } from "../kinematics/decay.ts";
import { breitWigner } from "../kinematics/line-shape.ts";
import { particles } from "../kinematics/particles.ts";
import { produce } from "../kinematics/production.ts";
import { anyFlavour, leptonMass, type Process, prompt } from "./truth-event.ts";
import { production } from "./z-pair.ts";

const zMass = breitWigner(particles.z, 60, 150);
const wMass = breitWigner(particles.w, 50, 110);
/** Mass of both bosons together above their own, GeV: falls exponentially, set by eye. */
const meanExcess = 60;
/** W⁺ per W: the proton has more up quarks. */
const positiveShare = 0.6;

/** WZ → ℓ ν ℓ⁺ ℓ⁻ with unpolarised bosons that go anywhere: no matrix element. */
export const wzPair: Process = (random) => {
  const mass1 = wMass(random.uniform());
  const mass2 = zMass(random.uniform());
  const mass = mass1 + mass2 + random.exponential(meanExcess);
  const system = produce(mass, production, random);
  const [w, z] = decay({ parent: system, mass, mass1, mass2, direction: isotropic(random) });
  const flavour1 = anyFlavour(random);
  const flavour2 = anyFlavour(random);
  const [lepton, neutrino] = decay({
    ...{ parent: w, mass: mass1, mass1: leptonMass(flavour1), mass2: 0 },
    direction: isotropic(random),
  });
  const m = leptonMass(flavour2);
  const [minus, plus] = decay({ parent: z, mass: mass2, mass1: m, mass2: m, direction: isotropic(random) });
  return {
    leptons: [
      prompt(flavour1, random.chance(positiveShare) ? 1 : -1, lepton),
      prompt(flavour2, -1, minus),
      prompt(flavour2, 1, plus),
    ],
    neutrinos: [neutrino.px, neutrino.py],
    quarks: [],
    system: [system.px, system.py],
  };
};
