import * as vectors from "../../physics/four-vector.ts";
import { type Flavour, leptonMass, type Origin, type TruthEvent, type TruthLepton } from "../processes/truth-event.ts";
import { arctan2, arsinh } from "../random/elementary-functions.ts";
import type { RandomStream } from "../random/random-stream.ts";
import {
  type Acceptance,
  acceptanceVersion1,
  acceptanceVersion2,
  leptonEfficiency,
  smallestLeadingPt,
  smallestLeptonCount,
  smallestLeptonPt,
  triggerEfficiency,
  wrongChargeRate,
} from "./acceptance.ts";
import { type Jet, measureJets } from "./jets.ts";
import {
  type LeptonQuality,
  leptonQuality,
  type QualityModels,
  qualityVersion1,
  qualityVersion2,
} from "./lepton-quality.ts";
import { measuredFraction } from "./resolution.ts";

/** A lepton as the detector gives it; GeV. */
export interface MeasuredLepton {
  readonly flavour: Flavour;
  readonly charge: 1 | -1;
  readonly origin: Origin;
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
  readonly energy: number;
  readonly firedTrigger: boolean;
  readonly quality: LeptonQuality;
}

/** A collision as the detector gives it; GeV. */
export interface MeasuredEvent {
  /** The hardest first. */
  readonly leptons: readonly MeasuredLepton[];
  readonly jets: readonly Jet[];
  /** Missing transverse momentum. */
  readonly met: { readonly pt: number; readonly phi: number };
}

/** What differs between the detectors of the versions of the toy. */
export interface Detector {
  readonly acceptance: Acceptance;
  readonly quality: QualityModels;
  /** Leptons that are none of a boson come with the pT that is measured; else they are measured like others, and may even be missed. */
  readonly takesOthersAsMeasured: boolean;
  /** Fewer leptons are no event. */
  readonly leptons: number;
}

export const detectorVersion1: Detector = {
  acceptance: acceptanceVersion1,
  quality: qualityVersion1,
  takesOthersAsMeasured: false,
  leptons: smallestLeptonCount,
};
export const detectorVersion2: Detector = {
  acceptance: acceptanceVersion2,
  quality: qualityVersion2,
  takesOthersAsMeasured: true,
  leptons: smallestLeptonCount,
};

/** Below this a lepton is not even looked at: hardly any smearing lifts it above the threshold, GeV. */
const hopelessPt = 5;
/** Spread of both components of the missing momentum when nothing is missing, GeV. */
const metSpread = 17;

/** Measured pT and pseudorapidity of the leptons of the event at hand; pT 0 for those that are not found. */
const measuredPt = new Float64Array(16);
const measuredEta = new Float64Array(16);

/** What the detector makes of a collision; undefined if the release would not have it. */
export function measure(event: TruthEvent, detector: Detector, random: RandomStream): MeasuredEvent | undefined {
  const { leptons: truth, neutrinos } = event;
  // Most collisions end here, and no random number is needed to see it; many more end before the details are drawn.
  if (countReachable(truth, detector.acceptance) < detector.leptons) return undefined;
  if (countFound(truth, detector, random) < detector.leptons) return undefined;
  const leptons: MeasuredLepton[] = [];
  let hasFired = false;
  for (let i = 0; i < truth.length; i++) {
    if (measuredPt[i] === 0) continue;
    const lepton = measureLepton(truth[i]!, measuredPt[i]!, measuredEta[i]!, detector, random);
    hasFired ||= lepton.firedTrigger;
    insert(lepton, leptons);
  }
  if (leptons[0]!.pt < smallestLeadingPt || !hasFired) return undefined;
  const metX = neutrinos[0] + metSpread * random.normal();
  const metY = neutrinos[1] + metSpread * random.normal();
  return {
    leptons,
    jets: measureJets(event, random),
    met: { pt: Math.sqrt(metX * metX + metY * metY), phi: arctan2(metY, metX) },
  };
}

/** Puts a lepton where its pT belongs, the hardest first. */
function insert(lepton: MeasuredLepton, leptons: MeasuredLepton[]): void {
  let place = leptons.length;
  leptons.push(lepton);
  for (; place > 0 && leptons[place - 1]!.pt < lepton.pt; place--) leptons[place] = leptons[place - 1]!;
  leptons[place] = lepton;
}

function countReachable(leptons: readonly TruthLepton[], acceptance: Acceptance): number {
  let count = 0;
  for (const { vector, flavour } of leptons) {
    const pt2 = vector.px * vector.px + vector.py * vector.py;
    const slope = acceptance.largestSlope[flavour];
    if (pt2 >= hopelessPt * hopelessPt && vector.pz * vector.pz <= slope * slope * pt2) count += 1;
  }
  return count;
}

/** Looks for each lepton, and writes what is measured; stops when too few can be found. */
function countFound(leptons: readonly TruthLepton[], detector: Detector, random: RandomStream): number {
  let count = 0;
  for (let i = 0; i < leptons.length; i++) {
    if (count + leptons.length - i < detector.leptons) return count;
    measuredPt[i] = findLepton(leptons[i]!, i, detector, random);
    if (measuredPt[i]! > 0) count += 1;
  }
  return count;
}

/** The measured pT, or 0 if the lepton is not found or is too soft. */
function findLepton(
  { vector, flavour, origin }: TruthLepton,
  place: number,
  detector: Detector,
  random: RandomStream,
): number {
  const { acceptance } = detector;
  const truePt = vectors.pt(vector);
  if (truePt < hopelessPt || Math.abs(vector.pz) > truePt * acceptance.largestSlope[flavour]) return 0;
  const eta = arsinh(vector.pz / truePt);
  if (detector.takesOthersAsMeasured && (origin === "decay" || origin === "misidentified")) {
    measuredEta[place] = eta;
    return truePt < smallestLeptonPt ? 0 : truePt;
  }
  // What is taken for a lepton has been found by definition.
  if (origin !== "misidentified" && !random.chance(leptonEfficiency(acceptance, flavour, truePt, eta))) return 0;
  measuredEta[place] = eta;
  const pt = truePt * measuredFraction(flavour, truePt, eta, vector.energy, random);
  return pt < smallestLeptonPt ? 0 : pt;
}

function measureLepton(
  truth: TruthLepton,
  pt: number,
  eta: number,
  detector: Detector,
  random: RandomStream,
): MeasuredLepton {
  const { vector, flavour, charge, origin } = truth;
  const isWrong = random.chance(wrongChargeRate(flavour, eta));
  return {
    flavour,
    charge: isWrong ? (charge === 1 ? -1 : 1) : charge,
    origin,
    pt,
    eta,
    phi: arctan2(vector.py, vector.px),
    energy: vectors.energyOf(pt, eta, leptonMass(flavour)),
    firedTrigger: random.chance(triggerEfficiency(flavour, pt, eta)),
    quality: leptonQuality(detector.quality, truth, random),
  };
}
