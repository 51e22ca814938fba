import { dimuon2012 } from "../../analysis/catalogue-cms.ts";
import { toyDimuon } from "../../analysis/toy/toy-channels.ts";
import type { ToyOptions } from "../../analysis/toy/toy-options.ts";
import * as vectors from "../../physics/four-vector.ts";
import { listBranch, scalarBranch, type ToyBranch } from "../events/branch-columns.ts";
import { decay, isotropic } from "../kinematics/decay.ts";
import { breitWigner, virtualPhoton } from "../kinematics/line-shape.ts";
import { particles } from "../kinematics/particles.ts";
import { gluons, produce, quarkAntiquark } from "../kinematics/production.ts";
import { arctan2, arsinh } from "../random/elementary-functions.ts";
import type { RandomStream } from "../random/random-stream.ts";
import type { ToyContents } from "../toy-plan.ts";
import { channelFile, chooseBy, scaledEntries } from "./channel-file.ts";

/** GeV */
interface Muon {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
  readonly charge: 1 | -1;
}

type Event = readonly Muon[];

const zMass = breitWigner(particles.z, 40, 300);
const photonMass = virtualPhoton(0.25, 300);

/** What decays to two muons: masses in GeV (PDG), and how much of each there is, set by hand. What is narrow has only its mass. */
const sources: readonly { readonly share: number; readonly mass: (uniform: number) => number }[] = [
  { share: 0.5, mass: photonMass },
  ...[
    [0.02, 0.5479],
    [0.04, 0.7827],
    [0.04, 1.0195],
    [0.14, 3.0969],
    [0.015, 3.6861],
    [0.08, 9.4604],
    [0.03, 10.0233],
    [0.025, 10.3552],
  ].map(([share = 0, mass = 0]) => ({ share, mass: () => mass })),
  { share: 0.11, mass: zMass },
];

const muonMass = particles.muon.mass;
/** Relative resolution of pT. */
const resolution = 0.012;
const largestEta = 2.4;
const smallestPt = 3;
/** Chance that one of both has the wrong charge, and of a muon of something else beside them. */
const wrongCharge = 0.04;
const thirdMuon = 0.08;

function measured(vector: vectors.FourVector, charge: 1 | -1, random: RandomStream): Muon[] {
  const pt = vectors.pt(vector);
  const eta = arsinh(vector.pz / pt);
  const found = pt * (1 + resolution * random.normal());
  if (found < smallestPt || Math.abs(eta) > largestEta) return [];
  return [{ pt: found, eta, phi: arctan2(vector.py, vector.px), charge }];
}

/** At least one muon is found. */
function nextEvent(random: RandomStream): Event {
  for (;;) {
    const mass = chooseBy(sources, ({ share }) => share, random).mass(random.uniform());
    const production = { partons: mass > 40 ? quarkAntiquark : gluons, pt: { scale: 8 + 0.1 * mass, exponent: 2 } };
    const parent = produce(mass, production, random);
    const [plus, minus] = decay({ parent, mass, mass1: muonMass, mass2: muonMass, direction: isotropic(random) });
    const muons = [...measured(plus, 1, random), ...measured(minus, random.chance(wrongCharge) ? 1 : -1, random)];
    if (muons.length === 0) continue;
    if (random.chance(thirdMuon))
      muons.push({
        pt: smallestPt + random.exponential(3),
        eta: largestEta * random.cosine(),
        phi: Math.PI * random.cosine(),
        charge: random.sign(),
      });
    return muons.sort((a, b) => b.pt - a.pt);
  }
}

const all = (event: Event): Event => event;

const branches: readonly ToyBranch<Event>[] = [
  scalarBranch("nMuon", "uint32", (event: Event) => event.length),
  listBranch("Muon_pt", "float32", all, ({ pt }) => pt),
  listBranch("Muon_eta", "float32", all, ({ eta }) => eta),
  listBranch("Muon_phi", "float32", all, ({ phi }) => phi),
  listBranch("Muon_mass", "float32", all, () => muonMass),
  listBranch("Muon_charge", "int32", all, ({ charge }) => charge),
];

/** Collisions with muons, as in the file that the preset dimuon reads. */
export function dimuonFile(sample: keyof typeof toyDimuon, { seed, scale }: ToyOptions): ToyContents {
  const entries = scaledEntries(toyDimuon[sample].entries, scale);
  return channelFile({ channel: "dimuon", tree: dimuon2012.tree, branches }, { sample, seed, entries }, nextEvent);
}
