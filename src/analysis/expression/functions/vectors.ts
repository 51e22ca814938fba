import { coordinateFields, type Coordinates } from "../../collection-fields.ts";
import type { FunctionRow, PairSignature, VectorAccess } from "./signature.ts";

function ofVector(
  name: string,
  gives: string,
  energy: boolean,
  javascript: (vector: VectorAccess) => string,
): FunctionRow {
  return {
    name,
    about: [`\`${name}(v)\`: ${gives}`],
    usage: `${name}(four-vector) or ${name}(list of four-vectors)`,
    signatures: [{ kind: "quantity", energy, javascript }],
  };
}

function ofPair(name: string, gives: string, energy: boolean, javascript: PairSignature["javascript"]): FunctionRow {
  return {
    name,
    about: [`\`${name}(v, w)\`: ${gives}`],
    usage: `${name}(four-vector, four-vector)`,
    signatures: [{ kind: "pair", result: "number", energy, javascript }],
  };
}

function ofCoordinates(name: Coordinates): FunctionRow {
  return {
    name,
    about: [
      `\`${name}(${coordinateFields[name].join(", ")})\`: the four-vector of numbers, or of lists of them, in the unit of the file`,
    ],
    usage: `${name}(${coordinateFields[name].join(", ")}) of numbers or lists of numbers`,
    signatures: [{ kind: "vector", coordinates: name }],
  };
}

/** A function of momenta and energies of both. */
function ofComponents(name: string, gives: string): FunctionRow {
  const components = (v: VectorAccess): string[] => [v.px(), v.py(), v.pz(), v.energy()];
  return ofPair(name, gives, false, (a, b) => ({ call: name, values: [...components(a), ...components(b)] }));
}

/** `difference` brought into [−π, π); the same operations in the same order as `deltaPhi` in src/physics. */
function wrapped(difference: string): string {
  const turn = String(2 * Math.PI);
  return `(${difference} - ${turn} * Math.round(${difference} / ${turn}))`;
}

/** Functions of four-vectors; src/physics/four-vector.ts is their reference, bit for bit. */
export const vectorFunctions: readonly FunctionRow[] = [
  ofVector("mass", "√(E² − p²), and −√(p² − E²) where p > E, as in ROOT; in GeV", true, (v) => v.mass()),
  ofVector("pt", "transverse momentum, in GeV", true, (v) => v.pt()),
  ofVector("eta", "pseudorapidity", false, (v) => v.eta()),
  ofVector("phi", "azimuth, in radians", false, (v) => v.phi()),
  ofVector("energy", "energy, in GeV", true, (v) => v.energy()),
  ofVector("px", "pt cos φ, in GeV", true, (v) => v.px()),
  ofVector("py", "pt sin φ, in GeV", true, (v) => v.py()),
  ofVector("pz", "pt sinh η, in GeV", true, (v) => v.pz()),
  ofVector("rapidity", "½ ln((E + pz) / (E − pz))", false, (v) => {
    const e = v.energy();
    const pz = v.pz();
    return `0.5 * Math.log((${e} + ${pz}) / (${e} - ${pz}))`;
  }),
  {
    name: "deltaPhi",
    about: [
      "`deltaPhi(v, w)`: difference of the azimuths of two four-vectors, or of two azimuths in radians, in [−π, π)",
    ],
    usage: "deltaPhi(four-vector, four-vector) or deltaPhi(azimuth number, azimuth number)",
    signatures: [
      { kind: "pair", result: "number", energy: false, javascript: (a, b) => wrapped(`(${a.phi()} - ${b.phi()})`) },
      {
        kind: "elementwise",
        parameters: ["number", "number"],
        result: "number",
        javascript: (a, b) => wrapped(`(${a} - ${b})`),
      },
    ],
  },
  ofPair("deltaR", "√(Δη² + Δφ²)", false, (a, b) => {
    const dEta = `(${a.eta()} - ${b.eta()})`;
    const dPhi = wrapped(`(${a.phi()} - ${b.phi()})`);
    return `Math.sqrt(${dEta} * ${dEta} + ${dPhi} * ${dPhi})`;
  }),
  ofPair("transverseMass", "√(2 pt(v) pt(w) (1 − cos Δφ)), of massless particles, in GeV", true, (a, b) => {
    const cosine = `Math.cos(${wrapped(`(${a.phi()} - ${b.phi()})`)})`;
    return `Math.sqrt(Math.max(0, 2 * ${a.pt()} * ${b.pt()} * (1 - ${cosine})))`;
  }),
  ofComponents(
    "cosThetaStar",
    "cosine of the helicity angle: between the momentum of v in the rest frame of v + w and the momentum of v + w; NaN if v + w is at rest",
  ),
  ofComponents(
    "cosThetaStarCS",
    "cosine of the angle of v in the frame of Collins and Soper, 2 (pz(v) E(w) − E(v) pz(w)) / (m √(m² + pt²)), with m and pt of v + w, times the sign of pz(v + w); of massless particles",
  ),
  {
    name: "boost",
    about: ["`boost(v, w)`: the four-vector v as seen from where w is at rest; NaN if E² ≤ p² for w"],
    usage: "boost(four-vector, four-vector at rest afterwards)",
    signatures: [{ kind: "boost" }],
  },
  ...(Object.keys(coordinateFields) as Coordinates[]).map(ofCoordinates),
];
